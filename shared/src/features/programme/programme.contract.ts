import * as z from 'zod/mini'
import { SessionRole } from '@rostrum/shared/kernel/actor.ts'
import { command, defineContract, event } from '@rostrum/shared/kernel/contract.ts'
import { ForumId, Instant, Language, PersonId, SessionId, Texts } from '@rostrum/shared/kernel/fields.ts'

/** How many sessions one person may star: more than any forum's days can hold. */
export const maxStars = 500

export const programme = defineContract({
  feature: 'programme',
  commands: {
    /** Puts a session of any forum this person may read in their own day, or takes it out. */
    star: command('person', { session: SessionId, on: z.boolean() }),
  },
  events: {
    starred: event('person', z.object({ session: SessionId, on: z.boolean() }), { latest: 'session' }),
  },
  snapshot: {
    /** By id. */
    person: z.object({ stars: z.array(SessionId) }),
  },
})

/*
 * What is read of a programme over HTTP. It is the same for every reader (texts come in all their languages), so that
 * one answer per forum can be kept, compressed, and given to thousands.
 */

/** What a session is, in the words of the forums of the WSIS family. */
export const SessionKind = z.enum([
  'session',
  'opening',
  'policy_statements',
  'high_level_dialogue',
  'ministerial_round_table',
  'action_line',
  'thematic_workshop',
  'country_workshop',
  'knowledge_cafe',
  'training',
  'prize_ceremony',
  'closing',
])
export type SessionKind = z.output<typeof SessionKind>

/** `hue` is one of the six track colours, 1 to 6; never shown without the name. */
export const Track = z.object({ id: z.string(), name: Texts, hue: z.int() })
export type Track = z.output<typeof Track>

export const Place = z.object({ id: z.string(), name: Texts, kind: z.enum(['online', 'hall', 'both']) })
export type Place = z.output<typeof Place>

/** `days` are calendar days in the forum's own IANA time zone, both inclusive, as `YYYY-MM-DD`. */
export const Forum = z.object({
  id: ForumId,
  slug: z.string(),
  name: Texts,
  subtitle: Texts,
  timeZone: z.string(),
  days: z.object({ first: z.string(), last: z.string() }),
  /** Which languages a missing text falls back to, in this order. */
  languages: z.array(Language),
  visibility: z.enum(['public', 'members']),
  /** Invented people and organisations: said on the screen. */
  isDemo: z.boolean(),
})
export type Forum = z.output<typeof Forum>

/** A person of the programme as everyone may see them. */
export const Speaker = z.object({ id: PersonId, name: z.string(), organisation: z.nullable(z.string()) })
export type Speaker = z.output<typeof Speaker>

export const Part = z.object({ person: PersonId, role: SessionRole })
export type Part = z.output<typeof Part>

export const Session = z.object({
  id: SessionId,
  kind: SessionKind,
  title: Texts,
  track: z.nullable(z.string()),
  place: z.nullable(z.string()),
  startsAt: Instant,
  endsAt: Instant,
  /** What is spoken on the floor. */
  language: Language,
  /** In protocol order. */
  people: z.array(Part),
})
export type Session = z.output<typeof Session>

/** `GET /api/forums` */
export const ForumList = z.object({ forums: z.array(Forum) })
export type ForumList = z.output<typeof ForumList>

/** `GET /api/forums/:slug` */
export const ForumDetail = z.object({ forum: Forum, tracks: z.array(Track), places: z.array(Place) })
export type ForumDetail = z.output<typeof ForumDetail>

/** `GET /api/forums/:slug/programme`: sessions by start, then id; each person once. */
export const Programme = z.extend(ForumDetail, { sessions: z.array(Session), people: z.array(Speaker) })
export type Programme = z.output<typeof Programme>

/** `GET /api/sessions/:id` */
export const SessionDetail = z.object({
  forum: Forum,
  session: z.extend(Session, { abstract: Texts }),
  track: z.nullable(Track),
  place: z.nullable(Place),
  people: z.array(Speaker),
})
export type SessionDetail = z.output<typeof SessionDetail>
