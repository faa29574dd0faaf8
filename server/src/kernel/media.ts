/** What somebody is seen or heard by; `screen` includes the sound of what is shown. */
export type MediaSource = 'microphone' | 'camera' | 'screen'

/** `ok`; not there yet; none on this machine; or it was there and does not answer. */
export type MediaStatus = 'ok' | 'starting' | 'absent' | 'down'

/** What one participant may do in one room: the whole of it. Everyone there may watch and listen. */
export interface MediaRights {
  readonly publish: readonly MediaSource[]
  /** Nobody is told of them: audiences are, else every join would be told to everyone. */
  readonly hidden: boolean
}

export interface MediaJoin extends MediaRights {
  readonly room: string
  /** Unique in the room, and never an address. A second join with the same identity ends the first. */
  readonly identity: string
  readonly name: string
  /** Said by us about them, to everyone in the room; clients trust these and nothing a participant says. */
  readonly attributes: Readonly<Record<string, string>>
}

export interface MediaParticipant extends MediaRights {
  readonly identity: string
  /** What they are sending now. */
  readonly sending: readonly MediaSource[]
}

export interface MediaNews {
  readonly what: 'joined' | 'left' | 'published' | 'unpublished'
  readonly room: string
  readonly identity: string
}

/**
 * The server that carries sound and picture, as the features see it. It is never the truth: it can be away, and it is
 * made to follow what the database says. Calls about a room or a participant that is not there do nothing.
 */
export interface Media {
  status(): MediaStatus
  /** Where browsers connect to. */
  readonly url: string
  /** A token for one join within five minutes. */
  mint(join: MediaJoin): Promise<string>
  ensureRoom(room: string, limits: { readonly maxParticipants: number }): Promise<void>
  rooms(): Promise<readonly string[]>
  deleteRoom(room: string): Promise<void>
  participants(room: string): Promise<readonly MediaParticipant[]>
  permit(room: string, identity: string, rights: MediaRights, role: string): Promise<void>
  remove(room: string, identity: string): Promise<void>
  /** Called when it is there (again), with none of its rooms. Returns its undo. */
  onUp(listener: () => void): () => void
  /** Hears what happens in rooms: quick, but lossy and in no order. Returns its undo. */
  onNews(listener: (news: MediaNews) => void): () => void
}
