import { backstageRoom, personOfIdentity, stageRoom } from '@rostrum/shared/features/stage/stage.contract.ts'
import type { PersonId, SessionId } from '@rostrum/shared/kernel/fields.ts'
import type { Media, MediaNews } from '#kernel/media.ts'
import { createFollower } from './stage.follow.ts'
import type { FollowOptions } from './stage.follow.ts'
import * as store from './stage.store.ts'

export interface Rooms {
  follow(session: SessionId): Promise<void>
  ensure(room: string): Promise<void>
  /** Out of the rooms of one session, or of all. */
  expel(person: PersonId, session?: SessionId): Promise<void>
  /** Compares everything now, as it is done every few seconds. */
  reconcile(): Promise<void>
  stop(): Promise<void>
}

/** How often everything is compared, whatever we were told. */
const reconcileMs = 3_000
const maxAudience = 5_000
const maxBackstage = 50
/** Thousands join within a minute; one look at them all in this time is enough. */
const joinedPauseMs = 500

/** The stage's rooms in the media server: LiveKit follows the database, and this is what makes it. */
export function createRooms(options: FollowOptions): Rooms {
  const { db, media, ask, log } = options
  const { follow, stop } = createFollower(options)
  const made = new Set<string>()
  const joined = new Map<SessionId, NodeJS.Timeout>()

  async function ensure(room: string): Promise<void> {
    const maxParticipants = placeOfRoom(room)?.part === 'backstage' ? maxBackstage : maxAudience
    await media.ensureRoom(room, { maxParticipants })
    made.add(room)
  }

  /** Every room is one of ours and as it should be, whatever news was lost. */
  async function reconcile(): Promise<void> {
    if (media.status() !== 'ok') return
    const [rooms, running] = await Promise.all([media.rooms(), store.running(db)])
    const sessions = new Set(running.map((it) => it.session))
    for (const room of rooms) {
      const place = placeOfRoom(room)
      if (place && (await ask.forumOf(place.session))) sessions.add(place.session)
      else await media.deleteRoom(room)
    }
    const missing = roomsOf(running).filter((it) => !rooms.includes(it))
    await Promise.all(missing.map(ensure))
    await Promise.all([...sessions].map(follow))
  }

  /** LiveKit has come up without rooms: whoever returns to one that is missing is sent away for good. */
  async function restore(): Promise<void> {
    await Promise.all([...made].map(ensure)) // before anything is asked of the database: it is a race
    await Promise.all(roomsOf(await store.running(db)).map(ensure))
  }

  /** The rights in a token are of the moment it was made; who joins with an old one is set right. */
  function hear({ what, room }: MediaNews): void {
    const place = what === 'joined' ? placeOfRoom(room) : undefined
    if (!place || joined.has(place.session)) return
    void follow(place.session)
    const later = () => {
      joined.delete(place.session)
      void follow(place.session)
    }
    joined.set(place.session, setTimeout(later, joinedPauseMs))
  }

  const quietly = (work: Promise<void>) =>
    work.catch((error: unknown) => log('the media server was not compared', error))
  let round = Promise.resolve()
  const timer = setInterval(() => {
    round = round.then(() => quietly(reconcile()))
  }, reconcileMs)
  const undo = [media.onUp(() => void quietly(restore())), media.onNews(hear)]

  return {
    follow,
    ensure,
    expel: (person, session) => expel(media, person, session),
    reconcile,
    async stop() {
      clearInterval(timer)
      for (const it of joined.values()) clearTimeout(it)
      for (const it of undo) it()
      await round
      await stop()
    },
  }
}

async function expel(media: Media, person: PersonId, session?: SessionId): Promise<void> {
  if (media.status() !== 'ok') return
  const rooms = session ? [stageRoom(session), backstageRoom(session)] : await media.rooms()
  const outOf = async (room: string) => {
    const there = await media.participants(room)
    const theirs = there.filter((it) => personOfIdentity(it.identity) === person)
    await Promise.all(theirs.map((it) => media.remove(room, it.identity)))
  }
  await Promise.all(rooms.map(outOf))
}

const roomsOf = (stages: readonly { readonly session: SessionId }[]): string[] =>
  stages.flatMap(({ session }) => [stageRoom(session), backstageRoom(session)])

function placeOfRoom(
  room: string,
): { readonly session: SessionId; readonly part: 'stage' | 'backstage' } | undefined {
  const [session = '', part, ...rest] = room.split(':')
  if (session === '' || rest.length > 0 || (part !== 'stage' && part !== 'backstage')) return undefined
  return { session: session as SessionId, part }
}
