import * as z from 'zod/mini'
import { SessionRole } from '@rostrum/shared/kernel/actor.ts'
import { command, defineContract, event } from '@rostrum/shared/kernel/contract.ts'
import { Card, Instant, PersonId, SessionId, Version, text } from '@rostrum/shared/kernel/fields.ts'

/** How many can be on air at once: more faces than this fit no screen, and every one costs every viewer. */
export const maxOnAir = 20
export const maxCountdownSeconds = 120
/** An invitation to speak is answered within this time, or the next person is asked. */
export const invitationSeconds = 120
/** How many people of each kind a snapshot names. */
export const maxBackstage = 200
export const maxInvitations = 200
export const maxStages = 2_000

/**
 * A stage that is `live` with a `since` that lies ahead is counting down to it: everyone counts to the same instant, and
 * no server has to say "now".
 */
export const StageState = z.enum(['preparing', 'live', 'paused', 'ended'])
export type StageState = z.output<typeof StageState>

/** What somebody on air can be seen or heard by; `screen` includes the sound of what is shown. */
export const Source = z.enum(['microphone', 'camera', 'screen'])
export type Source = z.output<typeof Source>

/** As what somebody is on a stage: in a role of the programme, or as a guest who was asked to speak. */
export const StageRole = z.enum([...SessionRole.options, 'guest'])
export type StageRole = z.output<typeof StageRole>

/** Changes of the stage as a whole name the version they saw. `note` is what the chair says of a pause. */
export const Phase = z.object({
  state: StageState,
  since: z.nullable(Instant),
  note: z.nullable(z.string()),
  backAt: z.nullable(Instant),
  version: Version,
})
export type Phase = z.output<typeof Phase>

/** `stopped`: what the chair has taken from them, enforced by the media server. They cannot switch it on again themselves. */
export const OnAir = z.object({
  id: PersonId,
  card: Card,
  role: StageRole,
  since: Instant,
  stopped: z.array(Source),
})
export type OnAir = z.output<typeof OnAir>

export const Backstage = z.object({
  id: PersonId,
  card: Card,
  role: StageRole,
  isReady: z.boolean(),
  since: Instant,
})
export type Backstage = z.output<typeof Backstage>

export const InvitationState = z.enum(['asked', 'accepted', 'declined', 'withdrawn'])

/** One per person: asking again replaces what was. Asked, with `until` in the past, means that nobody answered. */
export const Invitation = z.object({
  id: PersonId,
  card: Card,
  by: Card,
  state: InvitationState,
  askedAt: Instant,
  until: Instant,
  version: Version,
})
export type Invitation = z.output<typeof Invitation>

/** An invitation as the invited sees it. */
export const MyInvitation = z.object({ id: SessionId, by: Card, until: Instant, version: Version })
export type MyInvitation = z.output<typeof MyInvitation>

/** What I am on one stage, if more than what my roles say: on air, or taken off it by the chair. */
export const MyStage = z.object({
  id: SessionId,
  place: z.enum(['air', 'removed']),
  stopped: z.array(z.object({ source: Source, by: Card })),
})
export type MyStage = z.output<typeof MyStage>

/** For the forum's home: every stage that has left *preparing*. */
export const StageOfForum = z.object({ id: SessionId, state: StageState, since: z.nullable(Instant) })
export type StageOfForum = z.output<typeof StageOfForum>

export const stage = defineContract({
  feature: 'stage',
  commands: {
    /**
     * To `live` after `countdown` seconds; from a countdown back to `preparing`; `paused` with a word about it; `ended`
     * sends everyone off air. A stage that was ended by mistake goes back to `preparing`.
     */
    setState: command(
      'moderators',
      {
        state: StageState,
        countdown: z.optional(z.int().check(z.minimum(0), z.maximum(maxCountdownSeconds))),
        note: z.optional(text(280)),
        backAt: z.optional(Instant),
        base: Version,
      },
      z.object({ version: Version }),
    ),
    /** A person of the session, or the chair or moderator themselves. Before *live* it prepares: nobody is heard. */
    bringOnAir: command('moderators', { person: PersonId }),
    /** Back to the backstage, or a guest back to the audience; everyone may leave the air themselves. */
    takeOffAir: command('session', { person: PersonId }),
    /** Off air and out of the backstage, until brought on air again. */
    remove: command('moderators', { person: PersonId }),
    /** Takes a source from somebody on air, or gives it back. */
    stop: command('moderators', { person: PersonId, source: Source, on: z.boolean() }),
    /** Whom everyone sees large; null: whoever speaks. */
    spotlight: command('moderators', { person: z.nullable(PersonId) }),
    /** One screen at a time: `conflict` with its owner when somebody else shows theirs, unless a leader asks. */
    share: command('session', { on: z.boolean() }),
    /** I am backstage, ready or not. */
    checkIn: command('backstage', { isReady: z.boolean() }),
    checkOut: command('backstage', {}),
    /** Asks somebody of the audience to speak. */
    invite: command('moderators', { person: PersonId }, z.object({ version: Version })),
    withdrawInvitation: command('moderators', { person: PersonId, base: Version }),
    /** To accept is to be on air. */
    answerInvitation: command('session', { accept: z.boolean(), base: Version }),
  },
  events: {
    /** `ended` means also: nobody is on air any more. */
    stateSet: event('session', Phase),
    wentOnAir: event('session', OnAir),
    leftAir: event('session', z.object({ id: PersonId })),
    spotlightSet: event('session', z.object({ person: z.nullable(PersonId) })),
    sharingSet: event('session', z.object({ person: z.nullable(PersonId) })),

    checkedIn: event('backstage', Backstage),
    checkedOut: event('backstage', z.object({ id: PersonId })),
    invited: event('backstage', Invitation),

    myInvitationSet: event('person', z.object({ session: SessionId, invitation: z.nullable(MyInvitation) })),
    myStageSet: event('person', z.object({ session: SessionId, stage: z.nullable(MyStage) })),

    listed: event('forum', StageOfForum, { latest: 'id' }),
  },
  snapshot: {
    session: z.extend(Phase, {
      onAir: z.array(OnAir),
      spotlight: z.nullable(PersonId),
      sharing: z.nullable(PersonId),
    }),
    backstage: z.object({ people: z.array(Backstage), invitations: z.array(Invitation) }),
    person: z.object({ invitations: z.array(MyInvitation), stages: z.array(MyStage) }),
    forum: z.object({ stages: z.array(StageOfForum) }),
  },
})

/* ── tokens for the media server: `POST /api/stage/:session/token` ───────────────────────────── */

/** `device` is made by the browser, once per tab: two devices of one person are two participants. */
export const TokenRequest = z.strictObject({
  room: z.enum(['stage', 'backstage']),
  device: z.string().check(z.regex(/^[a-z0-9]{4,16}$/)),
})
export type TokenRequest = z.output<typeof TokenRequest>

/** Good for five minutes and one join; the rights in force are those of the server at any moment, not those of the token. */
export const TokenGranted = z.object({
  url: z.string(),
  token: z.string(),
  /** `<person>:<device>` */
  identity: z.string(),
  sources: z.array(Source),
})
export type TokenGranted = z.output<typeof TokenGranted>

export const stageRoom = (session: SessionId): string => `${session}:stage`
export const backstageRoom = (session: SessionId): string => `${session}:backstage`
export const personOfIdentity = (identity: string): PersonId => identity.split(':')[0] as PersonId
