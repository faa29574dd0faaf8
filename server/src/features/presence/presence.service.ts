import { presence, presencePage } from '@rostrum/shared/features/presence/presence.contract.ts'
import type { PeoplePage, Reaction } from '@rostrum/shared/features/presence/presence.contract.ts'
import { channelId } from '@rostrum/shared/kernel/channel.ts'
import { Failure } from '@rostrum/shared/kernel/failure.ts'
import type { Card, ForumId, PersonId, SessionId } from '@rostrum/shared/kernel/fields.ts'
import type { Db } from '#kernel/db.ts'
import { feature } from '#kernel/feature.ts'
import type { Actor } from '#kernel/feature.ts'
import { route } from '#kernel/routes.ts'
import * as store from './presence.store.ts'
import type { Tables } from './presence.store.ts'
import { watchPresence } from './presence.watch.ts'
import type { WatchOptions } from './presence.watch.ts'

/** Those of these people who agreed to be listed, by name. */
export interface Listing {
  readonly people: readonly PersonId[]
  readonly search: string
  /** The last of the page before. */
  readonly after: PersonId | null
  readonly limit: number
}
export interface Listed {
  readonly people: readonly Pick<Card, 'id' | 'name' | 'organisation'>[]
  readonly count: number
}

export interface PresenceOptions {
  readonly db: Db<Tables>
  readonly listedAmong: (listing: Listing) => Promise<Listed>
  readonly silenced: (
    db: Db<unknown>,
    session: SessionId,
    people: readonly PersonId[],
  ) => Promise<ReadonlySet<PersonId>>
  readonly panic: (db: Db<unknown>, session: SessionId) => Promise<boolean>
  readonly mayEnter: (actor: Actor, session: SessionId) => Promise<boolean>
}

export function createPresence(options: PresenceOptions) {
  return {
    feature: feature<typeof presence, Tables>(presence, {
      personal: store.personal,
      handlers: {
        react: {
          // A lane is one session: all of these are in the same room.
          async all(ctx, requests) {
            const session = requests[0]?.input.session
            if (!session) return []
            const everything = ctx.db as Db<unknown>
            if (await options.panic(everything, session)) return requests.map(() => new Failure('closed'))
            const people = requests.map(({ actor }) => actor.id)
            const quiet = await options.silenced(everything, session, people)
            const heard = requests.filter(({ actor }) => !quiet.has(actor.id))
            const by = Map.groupBy(heard, ({ input }) => input.kind)
            const rows = [...by].map(([kind, them]: [Reaction, unknown[]]) => ({
              session,
              kind,
              total: them.length,
            }))
            if (rows.length > 0) ctx.write(store.add(rows))
            return requests.map(({ actor }) => (quiet.has(actor.id) ? new Failure('forbidden') : null))
          },
        },
      },
      snapshots: {},
      routes: [peopleRoute(options)],
    }),

    /** Who is in a room, or was within the last minutes. */
    hereLately: (db: Db<unknown>, place: { readonly session: SessionId } | { readonly forum: ForumId }) =>
      store.lately(
        db as Db<Tables>,
        'session' in place ? channelId('session', place.session) : channelId('forum', place.forum),
      ),

    /** Of these people, each in a session, those who are in it, or were within the last minutes. */
    async wereIn(asked: readonly { readonly session: SessionId; readonly person: PersonId }[]) {
      const spots = asked.map((it) => [channelId('session', it.session), it.person] as const)
      const here = new Set((await store.latelyAmong(options.db, spots)).map((it) => it.join(' ')))
      return spots.map((it) => here.has(it.join(' ')))
    },

    /** Begins to count; returns the end of it. */
    watch: (watch: Omit<WatchOptions, 'db'>) => watchPresence({ ...watch, db: options.db }),
  }
}

const peopleRoute = ({ db, listedAmong, mayEnter }: PresenceOptions) =>
  route(
    'get',
    '/api/sessions/:session/people',
    'signed-in',
    async ({ actor, request }): Promise<PeoplePage> => {
      const session = String(request.params['session']) as SessionId
      if (!(await mayEnter(actor, session))) throw new Failure('forbidden')
      const { after, search } = request.query
      const here = await store.peopleAt(db, channelId('session', session))
      const listed = await listedAmong({
        people: here,
        search: typeof search === 'string' ? search.slice(0, 100) : '',
        after: typeof after === 'string' ? (after as PersonId) : null,
        limit: presencePage + 1,
      })
      const people = listed.people.slice(0, presencePage)
      return {
        people,
        next: listed.people.length > presencePage ? (people.at(-1)?.id ?? null) : null,
        here: here.length,
        listed: listed.count,
      }
    },
  )
