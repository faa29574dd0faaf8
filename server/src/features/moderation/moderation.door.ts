import { waitsOutside } from '@rostrum/shared/features/moderation/moderation.policy.ts'
import type { Standing } from '@rostrum/shared/kernel/actor.ts'
import type { ForumId, PersonId, SessionId } from '@rostrum/shared/kernel/fields.ts'
import { createBatcher } from '#kernel/batcher.ts'
import type { Db } from '#kernel/db.ts'
import * as store from './moderation.store.ts'
import type { Tables } from './moderation.store.ts'

/** Which places are stopped is read again when it is older than this; thousands who come meanwhile cost nothing. */
const freshMs = 250
/** Of those who come together to a stopped place, so many are looked up at once. */
const together = 500

/** Of these people, each in a session, those who are in it or were a moment ago. */
export type WereIn = (
  asked: readonly { readonly session: SessionId; readonly person: PersonId }[],
) => Promise<readonly boolean[]>

/** The door of a session while its stop, or its forum's, is on: whoever was not in the room waits outside. */
export function createDoor(db: Db<Tables>, wereIn: WereIn) {
  let stopped: Promise<ReadonlySet<string>> | undefined
  let readAt = 0

  function stoppedNow(): Promise<ReadonlySet<string>> {
    if (stopped && performance.now() - readAt < freshMs) return stopped
    const reading = store.stopped(db).then((rows) => new Set(rows.map((it) => it.place)))
    stopped = reading
    readAt = performance.now()
    reading.catch(() => stopped === reading && (stopped = undefined)) // whoever asks next tries anew
    return reading
  }

  const wasIn = createBatcher(together, async (asked: readonly Tables['stop_guests'][]) => {
    const guests = await store.guests(db, asked)
    return asked.map((it) => guests.has(`${it.place} ${it.person}`))
  })

  const isIn = createBatcher(together, wereIn)

  return {
    async isHeld(
      { forum, session }: { readonly forum: ForumId; readonly session?: SessionId | undefined },
      standing: Standing,
    ): Promise<boolean> {
      if (!waitsOutside(standing)) return false
      const all = await stoppedNow()
      const closed = [session, forum].filter((it) => it !== undefined).filter((it) => all.has(it))
      const { person } = standing
      const known = await Promise.all(closed.map((place) => wasIn({ place, person })))
      if (!known.includes(false)) return false
      // Who came in the very moment it closed was not noted down, but is in: nobody else could be.
      return session === undefined || !(await isIn({ session, person }))
    },
  }
}
