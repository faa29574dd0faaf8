import type { ForumId, PersonId, SessionId } from '@rostrum/shared/kernel/fields.ts'
import type { Db } from '#kernel/db.ts'
import { audit } from './moderation.audit.ts'
import type { AuditEntry } from './moderation.audit.ts'
import type { Who } from './moderation.restrictions.ts'
import * as store from './moderation.store.ts'
import type { Tables } from './moderation.store.ts'

export interface AnswerOptions extends Pick<Who, 'forumOf'> {
  readonly db: Db<unknown>
  readonly now: () => Date
}

/** What other features ask: each inside its own command, so that an act of moderation holds from its commit on. */
export function createAnswers({ db: reading, now, forumOf }: AnswerOptions) {
  /** Of these people, those who may not write in this session at this moment, in one query for all. */
  async function silenced(
    db: Db<Tables>,
    session: SessionId,
    people: readonly PersonId[],
  ): Promise<ReadonlySet<PersonId>> {
    const [forum, held] = await Promise.all([forumOf(session), store.holding(db, people, now())])
    const here = held.filter((it) => it.session === session || (it.session === null && it.forum === forum))
    return new Set(here.map((it) => it.person))
  }

  return {
    audit,

    /** Adds to the log what was tried and refused: there is no transaction of the act that it could belong to. */
    async auditAttempt(entry: AuditEntry): Promise<void> {
      await audit(entry).execute(reading)
    },
    silenced,

    /** Whether the emergency stop is on, in this session or in its whole forum. */
    async panic(db: Db<Tables>, session: SessionId): Promise<boolean> {
      const forum = await forumOf(session)
      return (await store.stops(db, forum ? [session, forum] : [session])).some((it) => it.is_on)
    },

    /** Of these people, those who are banned from forums or taken out of sessions at this moment, and of which. */
    async shutOut(db: Db<Tables>, people: readonly PersonId[]) {
      const held = await store.holding(db, people, now())
      const by = Map.groupBy(held, (it) => it.person)
      return new Map([...by].map(([person, them]) => [person, shutOutBy(them)]))
    },

    /** Of these people, those who may not come in here, in one query for all. */
    async outOf(
      { forum, session }: { readonly forum: ForumId; readonly session: SessionId },
      people: readonly PersonId[],
    ): Promise<ReadonlySet<PersonId>> {
      const held = await store.holding(reading, people, now())
      const out = held.filter((it) =>
        it.kind === 'removal' ? it.session === session : it.kind === 'ban' && it.forum === forum,
      )
      return new Set(out.map((it) => it.person))
    },
  }
}

const shutOutBy = (held: Awaited<ReturnType<typeof store.holding>>) => ({
  forums: held.flatMap(({ kind, forum }) => (kind === 'ban' ? [forum] : [])),
  sessions: held.flatMap(({ kind, session }) => (kind === 'removal' && session ? [session] : [])),
})
