import * as z from 'zod/mini'
import { ForumRole, Grants } from '@rostrum/shared/kernel/actor.ts'
import { command, defineContract, event } from '@rostrum/shared/kernel/contract.ts'
import { countries } from '@rostrum/shared/kernel/countries.ts'
import { ForumId, Language, PersonId, TimeZone, Version, text } from '@rostrum/shared/kernel/fields.ts'
import { mayBeName, mayBeOrganisation } from './people.policy.ts'

export const StakeholderGroup = z.enum([
  'government',
  'private_sector',
  'civil_society',
  'academia_technical',
  'international_organisation',
  'un',
])

/** An e-mail address, in the one form under which it is kept: lower case. Line breaks and lists have no place in it. */
export const Email = z.string().check(
  z.trim(),
  z.maxLength(254),
  z.overwrite((it) => it.normalize('NFC').toLowerCase()),
  z.regex(/^[^\s@<>()[\]\\,;:"\p{C}]{1,64}@[^\s@<>()[\]\\,;:"\p{C}]+\.[^\s@<>()[\]\\,;:"\p{C}]+$/u),
)
export const nameMax = 80
export const PersonName = text(nameMax).check(z.refine(mayBeName))
const Organisation = text(120).check(z.refine(mayBeOrganisation))
const Country = z.string().check(z.refine((it) => countries.includes(it)))
const Languages = z.array(Language).check(z.maxLength(10))

/** A person as they see themselves; nobody else is sent this. */
export const Profile = z.object({
  id: PersonId,
  email: z.string(),
  /** Empty until the person has said it: nobody takes part without one. */
  name: z.string(),
  organisation: z.nullable(z.string()),
  country: z.nullable(z.string()),
  stakeholderGroup: z.nullable(StakeholderGroup),
  /** Of the interface. */
  language: Language,
  /** Those the person understands, the best one first. */
  languages: z.array(Language),
  timeZone: z.nullable(z.string()),
  /** In the person's own words; only ever counted. */
  gender: z.nullable(z.string()),
  /** Agrees to be named in the list of who is here. */
  listed: z.boolean(),
  version: Version,
})
export type Profile = z.output<typeof Profile>

const SignInId = z.string().check(z.regex(/^[0-9a-f-]{36}$/))
/** SHA-256 in hexadecimal. Secrets themselves stay with the one who holds them. */
const Hash = z.string().check(z.regex(/^[0-9a-f]{64}$/))

export const people = defineContract({
  feature: 'people',
  commands: {
    /** Changes what is named and leaves the rest. `base` is the version seen: who is stale gets `conflict` and the present profile. */
    update: command(
      'person',
      {
        base: Version,
        name: z.optional(PersonName),
        organisation: z.optional(z.nullable(Organisation)),
        country: z.optional(z.nullable(Country)),
        stakeholderGroup: z.optional(z.nullable(StakeholderGroup)),
        language: z.optional(Language),
        languages: z.optional(Languages),
        timeZone: z.optional(z.nullable(TimeZone)),
        gender: z.optional(z.nullable(text(60))),
        listed: z.optional(z.boolean()),
      },
      z.object({ version: Version }),
    ),
    /** Ends one sign-in of this person: a device lost, or this one. */
    endSignIn: command('person', { signIn: SignInId }),
    /** Ends every sign-in of this person, on all nodes within a second. */
    signOutEverywhere: command('person', {}),

    // From here on: commands of the servers themselves. Nobody else may enter `nodes`.
    /** Notes that somebody asked for a link, and posts the mail; never asks whether there is such a person. */
    askLink: command('nodes', {
      email: Email,
      browser: z.nullable(Hash),
      next: z.string(),
      language: Language,
      from: z.string(),
    }),
    /** Makes a sign-in out of a link, once; makes the person too when nobody has that address yet. */
    signIn: command(
      'nodes',
      {
        link: Hash,
        secret: Hash,
        device: z.object({ browser: z.nullable(z.string()), system: z.nullable(z.string()) }),
        kept: z.boolean(),
        /** Of the browser's mark; null where others will sign in with the same browser. */
        browser: z.nullable(Hash),
        replaces: z.nullable(SignInId),
      },
      z.object({ person: PersonId, next: z.string() }),
    ),
    /** Gives or takes a role in a forum; makes the person when nobody has that address yet. */
    grant: command('nodes', { email: Email, forum: ForumId, role: ForumRole, on: z.boolean() }),
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
