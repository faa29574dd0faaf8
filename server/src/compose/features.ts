import { channelId, parseChannel } from '@rostrum/shared/kernel/channel.ts'
import type { SessionId } from '@rostrum/shared/kernel/fields.ts'
import { protocol } from '@rostrum/shared/protocol.ts'
import { postMail } from '#adapters/mail/mails.ts'
import type { Db } from '#kernel/db.ts'
import type { Facts } from '#kernel/facts.ts'
import type { Actor, Admit, Feature } from '#kernel/feature.ts'
import type { Media } from '#kernel/media.ts'
import { operator } from '#kernel/operator.ts'
import type { Caller } from '#kernel/operator.ts'
import { createChat } from '../features/chat/index.ts'
import { createModeration } from '../features/moderation/index.ts'
import type { AuditEntry } from '../features/moderation/index.ts'
import { createPeople } from '../features/people/index.ts'
import { createPresence } from '../features/presence/index.ts'
import { createProgramme } from '../features/programme/index.ts'
import { createQuestions } from '../features/questions/index.ts'
import { createStage } from '../features/stage/index.ts'
import { createAdmission } from './admission.ts'
import { notingAttempts } from './attempts.ts'

export interface FeaturesOptions {
  readonly db: Db<unknown>
  readonly now: () => Date
  readonly log: (message: string, error: unknown) => void
  readonly facts: Facts
  readonly call: Caller['call']
  readonly baseUrl: () => string
  readonly mail: { readonly mailbox: string | undefined; look(): void }
  readonly media: Media | undefined
  readonly openRegistration: boolean
}

/**
 * The features, and what they ask each other. A question is a function that looks up its answerer only when it is asked,
 * so that two features may ask each other whichever was made first.
 */
export function createFeatures(options: FeaturesOptions) {
  const { db, now, log, facts, call, baseUrl, mail, media, openRegistration } = options
  const programme = createProgramme({ db, cards: (ids) => people.cards(db, ids) })
  const people = createPeople({
    db,
    now,
    call,
    baseUrl,
    postMail,
    mailbox: mail.mailbox,
    onPosted: mail.look,
    openRegistration,
    sessionRoles: programme.sessionRoles,
    forumOf: programme.forumOf,
    openForums: programme.openForums,
    shutOut: (reading, ids) => moderation.shutOut(reading, ids),
    personal: () => all.flatMap((it) => it.personal),
  })
  const who = { forumOf: programme.forumOf, cards: people.cards, grants: people.grantsOf }
  const moderation = createModeration({
    ...who,
    db,
    now,
    ofSameBrowser: people.ofSameBrowser,
    hereLately: (reading, place) => presence.hereLately(reading, place),
    wereIn: (asked) => presence.wereIn(asked),
    evidenceOf: async (reading, { session, target }) =>
      target.kind === 'question'
        ? questions.evidenceOf(reading, { session, id: target.id })
        : chat.evidence(reading, session, target.id),
  })
  const admit = createAdmission(programme.forumOf, moderation.isHeld)
  const { silenced, panic } = moderation
  const mayEnter = mayEnterSession(admit)
  // A feature says what was done; who did it, and when, is known here. What the platform itself did is nobody's act.
  const audit = ({ actor, now: at }: { actor: Actor; now: Date }, act: Omit<AuditEntry, 'actor' | 'at'>) =>
    moderation.audit({ ...act, actor: actor === operator ? null : actor.id, at })
  const chat = createChat({ db, cards: people.cards, silenced, panic, audit, mayEnter })
  const presence = createPresence({ db, listedAmong: people.listedAmong, silenced, panic, mayEnter })
  const questions = createQuestions({
    cards: (ids) => people.cards(db, ids),
    sessionRoles: (ids) => programme.sessionRoles(db, ids),
    panic,
    silenced,
    audit,
  })
  const stage = createStage({
    ...who,
    db,
    media,
    now,
    facts,
    log,
    remove: (at) => call(operator, 'stage:remove', at),
    isSignedIn: people.isSignedIn,
    mayEnter,
    outOf: moderation.outOf,
    audit,
  })
  const all: Feature[] = [people, programme, moderation, chat, questions, presence, stage].map(
    (it) => it.feature,
  )
  const noteAttempt = notingAttempts(
    (it) =>
      moderation.auditAttempt(it).catch((error) => log('an attempt is missing in the audit log', error)),
    now,
  )
  return { people, presence, stage, all, admit, noteAttempt }
}

/** What one feature has told and another acts on, in the world outside the database. */
export function connectFeatures({ stage }: ReturnType<typeof createFeatures>, facts: Facts): void {
  facts.onEvent(protocol.people, 'accessChanged', ({ person }) => stage.recheck(person))
  facts.onEvent(protocol.moderation, 'accessChanged', ({ person, session, access }) =>
    access === 'lost' ? stage.expel(person, session) : undefined,
  )
}

const mayEnterSession = (admit: Admit) => async (actor: Actor, session: SessionId) => {
  const channel = parseChannel(channelId('session', session))
  return channel !== undefined && (await admit(actor, channel)) !== undefined
}
