import type { Source } from '@rostrum/shared/features/stage/stage.contract.ts'
import type { PersonId, SessionId } from '@rostrum/shared/kernel/fields.ts'

/* Sound and picture as components see them. What LiveKit is, only the files beside this one know. */

/**
 * `connecting` for the first time; `reconnecting` when it was lost (with the try and since when), which never gives up;
 * `unavailable`: there is no media server, tried again at `nextTry`; `away`: the stage has ended, or one may not be there;
 * `elsewhere`: this tab's place was taken by the same person; `left`: by oneself.
 */
export type LineToMedia =
  | { readonly state: 'connecting' }
  | { readonly state: 'connected' }
  | { readonly state: 'reconnecting'; readonly attempt: number; readonly since: number }
  | { readonly state: 'unavailable'; readonly since: number; readonly nextTry: number }
  | { readonly state: 'away'; readonly why: 'ended' | 'forbidden' | 'removed' }
  | { readonly state: 'elsewhere' }
  | { readonly state: 'left' }

/** How much comes over the line: everything; one picture, small; sound; nothing, one reads. */
export type Ladder = 'full' | 'saver' | 'audio' | 'text'

export type ConnectionGrade = 'excellent' | 'good' | 'poor' | 'lost' | 'unknown'

/** A picture that can be shown in a `<video>`. `attach` returns its undo. */
export interface Picture {
  readonly id: string
  /** Width by height, once known. */
  readonly ratio: number | null
  readonly isPaused: boolean
  attach(element: HTMLVideoElement): () => void
}

/** Somebody who can be seen or heard in a room: the name and the role are the server's. */
export interface Performer {
  readonly id: PersonId
  /** A person with two devices is two performers. */
  readonly identity: string
  readonly name: string
  readonly role: string
  readonly isMe: boolean
  readonly isSpeaking: boolean
  readonly grade: ConnectionGrade
  /** Undefined: does not send this. */
  readonly microphone: 'on' | 'muted' | undefined
  readonly camera: Picture | undefined
  readonly screen: Picture | undefined
}

export interface RoomView {
  readonly line: LineToMedia
  /** Those who send something, oneself too, in the order they came. */
  readonly performers: readonly Performer[]
  /** Who speaks or spoke last: for a layout that follows. */
  readonly speaker: string | undefined
  /** What one may send here now: given and taken by the server. */
  readonly mayPublish: readonly Source[]
}

/** One of my own sources, before and while it is sent: it runs on when it is taken from one room to the other. */
export type OwnSource =
  | { readonly state: 'off' }
  | { readonly state: 'starting' }
  | { readonly state: 'on' }
  /** The browser or the person refused; or there is no such device; or another program has it. */
  | { readonly state: 'failed'; readonly why: 'denied' | 'missing' | 'in_use' | 'other' }

export interface StageMediaState {
  readonly stage: RoomView
  /** Only for those who belong backstage. */
  readonly backstage: RoomView | undefined
  readonly own: Readonly<Record<Source, OwnSource>>
  /** 0 to 1, of my microphone, while it is on. */
  readonly level: number
  readonly myCamera: Picture | undefined
  /** What was chosen: `auto` follows the line. */
  readonly chosen: Ladder | 'auto'
  readonly ladder: Ladder
  /** Received, of both rooms together. */
  readonly kbits: number
  readonly grade: ConnectionGrade
  /** There is somebody to hear, and the browser plays no sound before a click: show a button that calls `playSound`. */
  readonly needsClick: boolean
  /** I am heard by the audience now. */
  readonly isOnAir: boolean
}

export interface StageMediaOptions {
  readonly session: SessionId
  /** Joins the backstage too, and the stage in advance. */
  readonly backstage: boolean
  readonly ladder?: Ladder | 'auto'
}

export interface StageMedia {
  getState(): StageMediaState
  subscribe(listener: () => void): () => void
  /** Switches one of my sources on or off. It is sent where I am allowed to: on air on the stage, else backstage. */
  set(source: Source, on: boolean): Promise<void>
  /** Which microphone, camera or speaker: ids of `navigator.mediaDevices.enumerateDevices()`. */
  useDevice(kind: MediaDeviceKind, id: string): Promise<void>
  /** Closes my microphone, camera and screen: the browser's lights go out, which `set` leaves on for a muted microphone. */
  closeOwn(): void
  choose(ladder: Ladder | 'auto'): void
  /** 0 to 1, of everyone in one room: who is on air turns the backstage down. */
  setVolume(room: 'stage' | 'backstage', volume: number): void
  playSound(): Promise<void>
  /** Tries at once, instead of waiting for the next try. */
  retry(): void
  leave(): void
}
