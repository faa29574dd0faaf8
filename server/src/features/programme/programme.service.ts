import { maxStars, programme } from '@rostrum/shared/features/programme/programme.contract.ts'
import { mayRead } from '@rostrum/shared/features/programme/programme.policy.ts'
import { Failure } from '@rostrum/shared/kernel/failure.ts'
import type { ForumId, PersonId, SessionId, Texts } from '@rostrum/shared/kernel/fields.ts'
import type { Db } from '#kernel/db.ts'
import { feature } from '#kernel/feature.ts'
import { programmeRoutes } from './programme.http.ts'
import { createReading } from './programme.reading.ts'
import type { ReadingOptions } from './programme.reading.ts'
import * as store from './programme.store.ts'
import type { Tables } from './programme.store.ts'

/** What other features ask of a session. */
export interface SessionFacts {
  readonly forum: ForumId
  readonly startsAt: Date
  readonly endsAt: Date
  readonly title: Texts
}

export function createProgramme(options: ReadingOptions) {
  const { db } = options
  // A session never changes its forum, so what is known stays true; what is not there is asked again.
  const forums = new Map<SessionId, ForumId>()

  return {
    feature: feature<typeof programme, Tables>(programme, {
      personal: store.personal,
      handlers: {
        async star(ctx, { session, on }) {
          const [it, count] = await Promise.all([
            store.withForum(ctx.db, session),
            store.countStars(ctx.db, ctx.actor.id),
          ])
          if (!it || !mayRead({ id: it.forum, visibility: it.visibility }, ctx.actor.grants))
            throw new Failure('not_found')
          if (on && count >= maxStars) throw new Failure('closed')
          const row = { forum: it.forum, session, person: ctx.actor.id, made_at: ctx.now }
          ctx.write(on ? store.putStar(ctx.db, row) : store.removeStar(ctx.db, ctx.actor.id, session))
          ctx.publish('starred', { session, on }, ctx.actor.id)
          return null
        },
      },
      snapshots: {
        person: async (db, people) => (await store.starsOf(db, people, maxStars)).map((stars) => ({ stars })),
      },
      routes: programmeRoutes(createReading(options)),
    }),

    sessionRoles: (on: Db<unknown>, people: readonly PersonId[]) =>
      store.sessionRoles(on as Db<Tables>, people),

    /** The forums that whoever signs in may attend. */
    openForums: async (on: Db<unknown>): Promise<readonly ForumId[]> =>
      (await store.openForums(on as Db<Tables>)).map((it) => it.id),

    async forumOf(session: SessionId): Promise<ForumId | undefined> {
      const known = forums.get(session)
      if (known) return known
      const found = await store.forumOf(db, session)
      if (found) forums.set(session, found.forum)
      return found?.forum
    },

    /** In the caller's transaction, so that what is decided on it is decided on the present programme. */
    async sessionFacts(on: Db<unknown>, session: SessionId): Promise<SessionFacts | undefined> {
      const row = await store.session(on as Db<Tables>, session)
      return row && { forum: row.forum, startsAt: row.starts_at, endsAt: row.ends_at, title: row.title }
    },
  }
}
