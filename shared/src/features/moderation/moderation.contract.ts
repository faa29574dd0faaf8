import * as z from 'zod/mini'
import { command, defineContract, event } from '@rostrum/shared/kernel/contract.ts'
import { Card, ForumId, Instant, PersonId, SessionId, text, Version } from '@rostrum/shared/kernel/fields.ts'
import { idOf } from '@rostrum/shared/kernel/ids.ts'

export const moderationLimits = {
  note: 500,
  /** A week: whoever must stay away longer is banned, which takes two. */
  minutes: 7 * 24 * 60,
  /** Reports of one person in ten minutes. */
  reportsEach: 10,
  reports: 200,
  restrictions: 200,
  appeals: 100,
  /** What reporters wrote, as far as it is shown with the report. */
  words: 10,
  mine: 20,
  /** Other accounts of a banned person's browser, as far as they are shown. */
  linked: 20,
  /** Sessions of one forum whose doors are closed at the same time. */
  held: 200,
} as const

/** How long a ban holds that only one moderator has decided. A second one makes it last. */
export const banAloneMs = 24 * 3_600_000

/** The rules of the house. The texts, in each reader's language, are the client's. */
export const Rule = z.enum([
  'insult',
  'threat',
  'advertising',
  'private_data',
  'off_topic',
  'disruption',
  'impersonation',
  'other',
])
export type Rule = z.output<typeof Rule>

export const RestrictionId = idOf('restriction')
export const ReportId = idOf('report')

/**
 * `mute`: reads and votes, cannot write. `removal`: out of one session. `ban`: out of the forum.
 * A mute without a session holds in the whole forum.
 */
export const RestrictionKind = z.enum(['mute', 'removal', 'ban'])
export type RestrictionKind = z.output<typeof RestrictionKind>

const Terms = {
  id: RestrictionId,
  kind: RestrictionKind,
  forum: ForumId,
  session: z.nullable(SessionId),
  reason: Rule,
  note: z.nullable(z.string()),
  at: Instant,
  /** It ends by itself at this instant; null: when somebody lifts it. */
  until: z.nullable(Instant),
  liftedAt: z.nullable(Instant),
}

export const Restriction = z.object({
  ...Terms,
  person: Card,
  by: Card,
  /** Of a ban: the second person, who made it last. */
  confirmedBy: z.nullable(Card),
  liftedBy: z.nullable(Card),
  version: Version,
})
export type Restriction = z.output<typeof Restriction>

/** What the person it is about is told: what, by which rule, until when. Not by whom. */
export const MyRestriction = z.object({ ...Terms, appealedAt: z.nullable(Instant) })
export type MyRestriction = z.output<typeof MyRestriction>

/** A request for a second look, by somebody else than the one who decided first. */
export const Appeal = z.object({
  id: RestrictionId,
  person: Card,
  session: z.nullable(SessionId),
  words: z.string(),
  at: Instant,
})
export type Appeal = z.output<typeof Appeal>

export const Target = z.strictObject({
  kind: z.enum(['message', 'question', 'person']),
  id: z.string().check(z.regex(/^[A-Za-z0-9_-]{1,64}$/)),
})
export type Target = z.output<typeof Target>

/** What was reported, as it was then: later edits do not change it. */
export const Evidence = z.object({
  by: z.nullable(Card),
  text: z.nullable(z.string()),
  at: z.nullable(Instant),
})
export type Evidence = z.output<typeof Evidence>

export const Outcome = z.enum(['acted', 'nothing_wrong'])
export type Outcome = z.output<typeof Outcome>

/** All reports of one thing. Who reported it is not said, not even to moderators. */
export const Report = z.object({
  id: ReportId,
  session: SessionId,
  target: Target,
  evidence: Evidence,
  count: z.int(),
  reasons: z.partialRecord(Rule, z.int()),
  words: z.array(z.string()),
  firstAt: Instant,
  lastAt: Instant,
  outcome: z.nullable(Outcome),
  settledBy: z.nullable(Card),
  version: Version,
})
export type Report = z.output<typeof Report>

/** The reporter's receipt. */
export const MyReport = z.object({
  id: ReportId,
  session: SessionId,
  target: Target,
  reason: Rule,
  at: Instant,
  outcome: z.nullable(Outcome),
})
export type MyReport = z.output<typeof MyReport>

/**
 * The emergency stop: chat off, questions looked at before anyone sees them, reactions off, and whoever was not in the
 * room waits outside. Deletes nothing.
 */
export const Panic = z.object({ on: z.boolean(), since: z.nullable(Instant) })
export type Panic = z.output<typeof Panic>

const Note = z.nullable(text(moderationLimits.note))
const Minutes = z.nullable(z.int().check(z.positive(), z.maximum(moderationLimits.minutes)))
const terms = { person: PersonId, reason: Rule, note: Note, minutes: Minutes }
const made = z.object({ id: RestrictionId })
const seen = { restriction: RestrictionId, base: Version }

export const moderation = defineContract({
  feature: 'moderation',
  commands: {
    /** Two reports of one thing are one report with a count of two. */
    report: command('session', { target: Target, reason: Rule, note: Note }, z.object({ id: ReportId })),
    appeal: command('person', { restriction: RestrictionId, words: text(moderationLimits.note) }),

    mute: command('moderators', terms, made),
    remove: command('moderators', terms, made),
    lift: command('moderators', seen),
    stop: command('moderators', { on: z.boolean() }),
    settle: command('moderators', { report: ReportId, base: Version, outcome: Outcome }),

    muteEverywhere: command('desk', terms, made),
    /** At once, for a day; a second moderator or organiser makes it last. */
    ban: command('desk', { person: PersonId, reason: Rule, note: Note }, made),
    confirmBan: command('desk', seen),
    liftEverywhere: command('desk', seen),
    stopEverywhere: command('desk', { on: z.boolean() }),
  },
  events: {
    stopped: event('session', z.object({ panic: Panic })),
    forumStopped: event('forum', z.object({ panic: Panic })),
    // Who waits outside cannot hear the session's own channel, and must learn why, and when it is over.
    doorSet: event('forum', z.object({ session: SessionId, isOpen: z.boolean() })),
    reported: event('moderators', Report, { latest: 'id' }),
    restricted: event('moderators', Restriction, { latest: 'id' }),
    appealed: event('moderators', Appeal),
    deskReported: event('desk', Report, { latest: 'id' }),
    deskRestricted: event('desk', Restriction, { latest: 'id' }),
    deskAppealed: event('desk', Appeal),
    myRestriction: event('person', MyRestriction, { latest: 'id' }),
    myReport: event('person', MyReport, { latest: 'id' }),
    // What the servers must act on at once: out of these channels, out of the room's media.
    accessChanged: event(
      'nodes',
      z.object({
        person: PersonId,
        forum: ForumId,
        session: z.nullable(SessionId),
        access: z.enum(['lost', 'given']),
      }),
    ),
  },
  snapshot: {
    session: z.object({ panic: Panic }),
    /** `held`: the sessions that nobody may join who was not in them. */
    forum: z.object({ panic: Panic, held: z.array(SessionId) }),
    moderators: z.object({
      reports: z.array(Report),
      restrictions: z.array(Restriction),
      appeals: z.array(Appeal),
    }),
    desk: z.object({
      reports: z.array(Report),
      restrictions: z.array(Restriction),
      appeals: z.array(Appeal),
    }),
    person: z.object({ restrictions: z.array(MyRestriction), reports: z.array(MyReport) }),
    nodes: z.object({}),
  },
})

/**
 * Of somebody who is banned from a forum: who else of it was signed in with the same browser, who may be another person
 * (`GET /api/forums/:forum/people/:person/linked`).
 */
export interface Linked {
  readonly people: readonly Card[]
}

/** The forum's log as organisers and moderators read it, newest first (`GET /api/forums/:forum/audit`). */
export interface AuditPage {
  readonly entries: readonly AuditEntry[]
  /** Ask for `?before=` this for the next page; null: there is no more. */
  readonly next: number | null
}
export interface AuditEntry {
  readonly seq: number
  readonly at: string
  readonly actor: { readonly id: PersonId; readonly name: string } | null
  /** `feature.verb` */
  readonly act: string
  readonly session: SessionId | null
  /** What it was done to, as `kind:id`, with the name it has now where it is a person. */
  readonly subject: string
  readonly name: string | null
  readonly before: unknown
  readonly after: unknown
}
/** Whether the log is whole (`GET /api/forums/:forum/audit/check`): the hash is of the last entry and all before it. */
export interface AuditCheck {
  readonly entries: number
  readonly hash: string
  /** The first entry that was changed, or after which one is missing. */
  readonly brokenAt: number | null
}
