import { createHash } from 'node:crypto'
import { people } from '@rostrum/shared/features/people/people.contract.ts'
import type { Profile } from '@rostrum/shared/features/people/people.contract.ts'
import type { Grants } from '@rostrum/shared/kernel/actor.ts'
import type { PersonId } from '@rostrum/shared/kernel/fields.ts'
import type { Id } from '@rostrum/shared/kernel/ids.ts'
import type { Db } from '#kernel/db.ts'
import { feature } from '#kernel/feature.ts'
import type { Actor } from '#kernel/feature.ts'
import * as store from './people.store.ts'
import type { Tables } from './people.store.ts'

export interface PeopleOptions {
  readonly db: Db<Tables>
  readonly now: () => Date
  /** What the programme makes of people: their roles in sessions. */
  readonly sessionRoles: (people: readonly PersonId[]) => Promise<ReadonlyMap<PersonId, Grants['sessions']>>
}

const everyNode = 'main' as Id<'deployment'>
export const signInCookie = 'rostrum_session'
export const hashOf = (secret: string): Buffer => createHash('sha256').update(secret).digest()

const profile = (row: store.PersonRow): Profile => ({
  id: row.id,
  email: row.email,
  name: row.name,
  organisation: row.organisation,
  country: row.country,
  stakeholderGroup: row.stakeholder_group,
  language: row.language,
  languages: row.languages,
  timeZone: row.time_zone,
  gender: row.gender,
  listed: row.listed,
  version: row.version,
})

export function createPeople(options: PeopleOptions) {
  async function grantsOf(ids: readonly PersonId[]): Promise<ReadonlyMap<PersonId, Grants>> {
    const [forums, sessions] = await Promise.all([
      store.forumRoles(options.db, ids),
      options.sessionRoles(ids),
    ])
    return new Map(ids.map((id) => [id, { forums: forums.get(id) ?? {}, sessions: sessions.get(id) ?? {} }]))
  }

  return {
    feature: feature<typeof people, Tables>(people, {
      handlers: {
        async signOutEverywhere(ctx) {
          ctx.write(
            ctx.db
              .updateTable('sign_ins')
              .set({ ended_at: ctx.now })
              .where('person', '=', ctx.actor.id)
              .where('ended_at', 'is', null),
          )
          ctx.publish('accessChanged', { person: ctx.actor.id }, everyNode)
          return null
        },
      },
      snapshots: {
        async person(db, ids) {
          const [rows, grants] = await Promise.all([store.byIds(db, ids), grantsOf(ids)])
          const rowOf = new Map(rows.map((it) => [it.id, it]))
          return ids.map((id) => {
            const row = rowOf.get(id)
            if (!row) throw new Error(`no person ${id}`)
            return { me: profile(row), grants: grants.get(id) ?? { forums: {}, sessions: {} } }
          })
        },
        nodes: async () => ({}),
      },
    }),

    /** How people are named wherever everyone may read it: never an address. */
    async cards(db: Db<Tables>, ids: readonly PersonId[]) {
      const rows = await store.byIds(db, ids)
      return new Map(rows.map(({ id, name, organisation }) => [id, { name, organisation }]))
    },

    /** Who the cookie speaks for, now: nobody when the sign-in was ended or has run out. */
    async authenticate(cookies: string | undefined): Promise<Actor | undefined> {
      const secret = cookies
        ?.split(';')
        .map((it) => it.trim().split('='))
        .find(([name]) => name === signInCookie)?.[1]
      if (!secret) return undefined
      const found = await store.signedIn(options.db, hashOf(secret), options.now())
      if (!found) return undefined
      const grants = (await grantsOf([found.person])).get(found.person)
      return { id: found.person, signIn: found.id, grants: grants ?? { forums: {}, sessions: {} } }
    },
  }
}
