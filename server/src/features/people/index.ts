import { Email, people } from '@rostrum/shared/features/people/people.contract.ts'
import type { ForumId, PersonId } from '@rostrum/shared/kernel/fields.ts'
import * as z from 'zod/mini'
import type { Migration } from '#adapters/postgres/migrations.ts'
import { feature } from '#kernel/feature.ts'
import { operator } from '#kernel/operator.ts'
import { peopleRoutes } from './people.http.ts'
import type { HttpOptions } from './people.http.ts'
import { createGrants, everyNode } from './grants.service.ts'
import type { Questions } from './grants.service.ts'
import { cards, snapshots, update } from './people.service.ts'
import { affected, byEmail, listedAmong, personal } from './people.store.ts'
import type { Tables } from './people.store.ts'
import { forgetSignIns, isSignedIn, ofSameBrowser } from './sign-in.store.ts'
import { authenticator, signInHandlers, signInLinks, signInTemplate } from './sign-in.service.ts'

export const peopleMigrations: readonly Migration[] = [
  { name: 'people.0001', file: new URL('people.0001.sql', import.meta.url) },
  { name: 'people.0002', file: new URL('people.0002.sql', import.meta.url) },
  { name: 'people.0003', file: new URL('people.0003.sql', import.meta.url) },
]

export type PeopleOptions = HttpOptions & Questions

export function createPeople(options: PeopleOptions) {
  const grants = createGrants(options)
  return {
    feature: feature<typeof people, Tables>(people, {
      handlers: {
        update: update(grants.tellGranted),
        grant: grants.grant,
        ...signInHandlers(options, grants),
      },
      snapshots: snapshots(grants.grantsOf),
      routes: peopleRoutes(options),
      personal,
      overdue: [{ rows: 'sign_ins', remove: forgetSignIns }],
    }),
    ...authenticator(options, grants.accessOf),
    mailTemplates: { 'sign-in': signInTemplate(options) },
    grantsOf: grants.grantsOf,
    isSignedIn: (person: PersonId) => isSignedIn(options.db, person, options.now()),
    cards,
    ofSameBrowser,
    listedAmong: (listing: Parameters<typeof listedAmong>[1]) => listedAmong(options.db, listing),
    personWith: async (email: string) => (await byEmail(options.db, z.parse(Email, email)))?.id,
    affected: (forum: ForumId | null) => affected(options.db, options.personal(), forum),
    makeSignInLink: signInLinks(options),
    /** Whoever has this address becomes an organiser of the forum, now and for all their open tabs. */
    async makeOrganiser({ email, forum }: { email: string; forum: ForumId }): Promise<void> {
      await options.call(operator, 'people:grant', {
        deployment: everyNode,
        email: z.parse(Email, email),
        forum,
        role: 'organiser',
        on: true,
      })
    },
  }
}
