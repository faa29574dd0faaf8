import * as z from 'zod/mini'
import { Grants } from '@rostrum/shared/kernel/actor.ts'
import { command, defineContract, event } from '@rostrum/shared/kernel/contract.ts'
import { Language, PersonId, Version } from '@rostrum/shared/kernel/fields.ts'

export const StakeholderGroup = z.enum([
  'government',
  'private_sector',
  'civil_society',
  'academia_technical',
  'international_organisation',
  'un',
])

/** A person as they see themselves; nobody else is sent this. */
export const Profile = z.object({
  id: PersonId,
  email: z.string(),
  name: z.string(),
  organisation: z.nullable(z.string()),
  country: z.nullable(z.string()),
  stakeholderGroup: z.nullable(StakeholderGroup),
  language: Language,
  languages: z.array(Language),
  timeZone: z.nullable(z.string()),
  gender: z.nullable(z.string()),
  listed: z.boolean(),
  version: Version,
})
export type Profile = z.output<typeof Profile>

export const people = defineContract({
  feature: 'people',
  commands: {
    /** Ends every sign-in of this person, on all nodes within a second. */
    signOutEverywhere: command('person', {}),
  },
  events: {
    profile: event('person', z.object({ me: Profile })),
    granted: event('person', z.object({ grants: Grants })),
    // What the servers must act on at once: drop what this person may no longer see, or close their sockets.
    accessChanged: event('nodes', z.object({ person: PersonId })),
  },
  snapshot: {
    person: z.object({ me: Profile, grants: Grants }),
    nodes: z.object({}),
  },
})
