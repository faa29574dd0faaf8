import { isPublic } from '@rostrum/shared/features/questions/questions.policy.ts'
import type {
  FiledQuestion,
  MyQuestion,
  Question,
  questions,
  StagedQuestion,
} from '@rostrum/shared/features/questions/questions.contract.ts'
import type { SessionId } from '@rostrum/shared/kernel/fields.ts'
import type { Context } from '#kernel/feature.ts'
import * as store from './questions.store.ts'
import type { QuestionRow, Tables } from './questions.store.ts'

/* One row, and what each circle of readers is shown of it. Undefined: this circle does not see it at all. */

const common = (row: QuestionRow) => ({
  id: row.id,
  text: row.text,
  askedAt: row.asked_at.toISOString(),
  assigned: row.assigned,
  next: row.next,
  answer: row.answer,
  version: row.version,
})

export function forAll(row: QuestionRow): Question | undefined {
  if (!isPublic(row.state)) return undefined
  return {
    ...common(row),
    state: row.state,
    by: row.anonymous ? null : row.by,
    votes: row.votes,
    askers: row.askers,
    answeringSince: row.answering_since?.toISOString() ?? null,
  }
}

export function forBackstage(row: QuestionRow): StagedQuestion | undefined {
  const { state } = row
  if (state !== 'answering' && !(state === 'approved' && (row.next || row.assigned))) return undefined
  return { ...common(row), state, by: row.anonymous ? null : row.by, label: row.label }
}

export const forModerators = (row: QuestionRow): FiledQuestion => ({
  ...common(row),
  state: row.state,
  by: row.by,
  anonymous: row.anonymous,
  askers: row.askers,
  label: row.label,
  reason: row.reason,
  mergedInto: row.merged_into,
  closeTo: row.close_to,
  decidedBy: row.decided_by,
  undoable: row.before !== null && row.state !== 'withdrawn',
})

export const forAsker = (row: QuestionRow): MyQuestion => ({
  id: row.id,
  session: row.session,
  text: row.text,
  askedAt: row.asked_at.toISOString(),
  anonymous: row.anonymous,
  state: row.state,
  reason: row.state === 'dismissed' ? row.reason : null,
  mergedInto: row.merged_into,
  askers: row.askers,
  version: row.version,
})

const onDesk = (row: QuestionRow) => (row.state === 'withdrawn' ? undefined : forModerators(row))

/** From what a circle saw to what it is to see: the new sight, that it is gone, or nothing to tell. */
function step<View>(before: View | undefined, after: View | undefined): View | 'gone' | undefined {
  if (after === undefined) return before === undefined ? undefined : 'gone'
  return JSON.stringify(before) === JSON.stringify(after) ? undefined : after
}

type Ctx = Context<typeof questions, Tables>

/** Tells every circle what it is to know of a question that was one thing and is now another, and how many there are. */
export async function tell(ctx: Ctx, was: QuestionRow, now: QuestionRow): Promise<void> {
  show(ctx, was, now)
  if (was.state !== now.state) await tellCounts(ctx, now.session)
}

export const tellCounts = async (ctx: Ctx, session: SessionId): Promise<void> =>
  ctx.publish('counted', { session, counts: await store.counts(ctx.db, session) }, session)

/** The question itself, without the counts; `was` is undefined for one that has just been asked. */
export function show(ctx: Ctx, was: QuestionRow | undefined, now: QuestionRow): void {
  const { id, session } = now
  const room = step(was && forAll(was), forAll(now))
  if (room === 'gone') ctx.publish('hidden', { id }, session)
  else if (room) ctx.publish('shown', room, session)
  const wings = step(was && forBackstage(was), forBackstage(now))
  if (wings === 'gone') ctx.publish('unstaged', { id }, session)
  else if (wings) ctx.publish('staged', wings, session)
  tellDesk(ctx, was, now)
}

function tellDesk(ctx: Ctx, was: QuestionRow | undefined, now: QuestionRow): void {
  const desk = step(was && onDesk(was), onDesk(now))
  if (desk === 'gone') ctx.publish('unfiled', { id: now.id }, now.session)
  else if (desk) ctx.publish('filed', desk, now.session)
  const own = step(was && forAsker(was), forAsker(now))
  if (own && own !== 'gone') ctx.publish('mine', own, now.asker)
}
