import * as z from 'zod/mini'
import { command, defineContract, event } from '@rostrum/shared/kernel/contract.ts'
import { Card, Instant, PersonId, SessionId, text, Version } from '@rostrum/shared/kernel/fields.ts'

/** Every list on the wire has an end; beyond it the counts still tell the whole. */
export const questionLimits = {
  text: 300,
  reason: 200,
  label: 40,
  answer: 2_000,
  /** Of one person in one session, not yet looked at by a moderator. */
  waitingEach: 10,
  /** In everyone's list: what is being answered, then the most voted, then the newest. */
  listed: 200,
  /** In the moderators' list: what waits, the oldest first, then the newest of the rest. */
  filed: 500,
  /** In the list of those behind the scenes. */
  staged: 100,
  mine: 100,
  votes: 500,
} as const

export const QuestionId = z
  .string()
  .check(z.regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/))
  .brand<'question'>()
export type QuestionId = z.output<typeof QuestionId>

/** Where a question stands. Everyone sees it while it is approved, being answered, or answered. */
export const QuestionState = z.enum([
  'waiting',
  'approved',
  'answering',
  'answered',
  'dismissed',
  'withdrawn',
  'merged',
])
export type QuestionState = z.output<typeof QuestionState>
export const publicStates = ['approved', 'answering', 'answered'] as const satisfies readonly QuestionState[]

const Answer = z.object({ text: z.string(), by: Card, at: Instant })

/** What all who may see a question see of it. Who asked anonymously is not among it. */
const Common = {
  id: QuestionId,
  text: z.string(),
  askedAt: Instant,
  assigned: z.nullable(Card),
  next: z.boolean(),
  answer: z.nullable(Answer),
  version: Version,
}

export const Question = z.object({
  ...Common,
  state: z.enum(publicStates),
  by: z.nullable(Card),
  votes: z.int(),
  /** How many people asked it: more than one when others were merged into it. */
  askers: z.int(),
  answeringSince: z.nullable(Instant),
})
export type Question = z.output<typeof Question>

/** A question as those who run the session see it, whatever its state, with its true asker. */
export const FiledQuestion = z.object({
  ...Common,
  state: QuestionState,
  by: Card,
  anonymous: z.boolean(),
  askers: z.int(),
  label: z.nullable(z.string()),
  reason: z.nullable(z.string()),
  mergedInto: z.nullable(QuestionId),
  /** The question it most resembles, if one does. */
  closeTo: z.nullable(QuestionId),
  /** Who gave it its present state, when that was somebody who runs the session. */
  decidedBy: z.nullable(Card),
  undoable: z.boolean(),
})
export type FiledQuestion = z.output<typeof FiledQuestion>

/** What panellists are prepared for: a public question that is next, theirs, or being answered. */
export const StagedQuestion = z.object({
  ...Common,
  state: z.enum(['approved', 'answering']),
  by: z.nullable(Card),
  label: z.nullable(z.string()),
})
export type StagedQuestion = z.output<typeof StagedQuestion>

/** One's own question, with what became of it. */
export const MyQuestion = z.object({
  id: QuestionId,
  session: SessionId,
  text: z.string(),
  askedAt: Instant,
  anonymous: z.boolean(),
  state: QuestionState,
  reason: z.nullable(z.string()),
  mergedInto: z.nullable(QuestionId),
  askers: z.int(),
  version: Version,
})
export type MyQuestion = z.output<typeof MyQuestion>

export const QuestionSettings = z.object({
  open: z.boolean(),
  moderated: z.boolean(),
  anonymous: z.boolean(),
})
export type QuestionSettings = z.output<typeof QuestionSettings>

/** How many there were, for everyone. `received` leaves out what its asker took back; `listed` is what all can see. */
export const QuestionCounts = z.object({
  received: z.int(),
  answered: z.int(),
  merged: z.int(),
  listed: z.int(),
})
export type QuestionCounts = z.output<typeof QuestionCounts>

const Text = text(questionLimits.text)
const one = { question: QuestionId }
const seen = { ...one, base: Version }
const gone = z.object({ id: QuestionId })

export const questions = defineContract({
  feature: 'questions',
  commands: {
    ask: command('session', { text: Text, anonymous: z.boolean() }, z.object({ id: QuestionId })),
    edit: command('session', { ...seen, text: Text }),
    /** Takes one's own question back, or brings it back to where it was. */
    withdraw: command('session', { ...one, on: z.boolean() }),
    vote: command('session', { ...one, on: z.boolean() }),

    approve: command('moderators', seen),
    dismiss: command('moderators', { ...seen, reason: text(questionLimits.reason) }),
    merge: command('moderators', { ...seen, into: QuestionId, intoBase: Version }),
    assign: command('moderators', { ...seen, to: z.nullable(PersonId) }),
    label: command('moderators', { ...seen, label: z.nullable(text(questionLimits.label)) }),
    putNext: command('moderators', { ...seen, on: z.boolean() }),
    /** On air now. One at a time: what was being answered until now counts as answered. */
    answerNow: command('moderators', seen),
    markAnswered: command('moderators', seen),
    /** Takes back the last thing done to it, exactly. */
    undo: command('moderators', seen),
    configure: command('moderators', {
      open: z.optional(z.boolean()),
      moderated: z.optional(z.boolean()),
      anonymous: z.optional(z.boolean()),
    }),

    /** In writing: by those who run the session, or by the panellist it was given to. */
    answer: command('backstage', { ...seen, text: text(questionLimits.answer) }),
  },
  events: {
    shown: event('session', Question, { latest: 'id' }),
    hidden: event('session', gone, { latest: 'id' }),
    voted: event('session', z.object({ id: QuestionId, votes: z.int() }), { latest: 'id' }),
    counted: event('session', z.object({ session: SessionId, counts: QuestionCounts }), {
      latest: 'session',
    }),
    configured: event('session', z.object({ session: SessionId, settings: QuestionSettings }), {
      latest: 'session',
    }),
    filed: event('moderators', FiledQuestion, { latest: 'id' }),
    unfiled: event('moderators', gone, { latest: 'id' }),
    staged: event('backstage', StagedQuestion, { latest: 'id' }),
    unstaged: event('backstage', gone, { latest: 'id' }),
    mine: event('person', MyQuestion, { latest: 'id' }),
    myVote: event('person', z.object({ id: QuestionId, on: z.boolean() }), { latest: 'id' }),
  },
  snapshot: {
    session: z.object({
      questions: z.array(Question),
      counts: QuestionCounts,
      settings: QuestionSettings,
    }),
    moderators: z.object({ questions: z.array(FiledQuestion) }),
    backstage: z.object({ questions: z.array(StagedQuestion) }),
    person: z.object({ mine: z.array(MyQuestion), votes: z.array(QuestionId) }),
  },
})
