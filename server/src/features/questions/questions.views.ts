import { isPublic } from '@rostrum/shared/features/questions/questions.policy.ts'
import type {
  FiledQuestion,
  MyQuestion,
  Question,
  questions,
  StagedQuestion,
} from '@rostrum/shared/features/questions/questions.contract.ts'
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

const differs = (a: unknown, b: unknown): boolean => JSON.stringify(a) !== JSON.stringify(b)

/** Tells every circle what it is to know of a question that was one thing and is now another; nothing to those for whom nothing changed. */
export async function tell(
  ctx: Context<typeof questions, Tables>,
  was: QuestionRow | undefined,
  now: QuestionRow,
): Promise<void> {
  const { id, session } = now
  const [room, wings] = [forAll(now), forBackstage(now)]
  const [roomBefore, wingsBefore] = [was && forAll(was), was && forBackstage(was)]
  if (room && differs(roomBefore, room)) ctx.publish('shown', room, session)
  if (!room && roomBefore) ctx.publish('hidden', { id }, session)
  if (wings && differs(wingsBefore, wings)) ctx.publish('staged', wings, session)
  if (!wings && wingsBefore) ctx.publish('unstaged', { id }, session)

  if (now.state === 'withdrawn') ctx.publish('unfiled', { id }, session)
  else if (!was || was.state === 'withdrawn' || differs(forModerators(was), forModerators(now)))
    ctx.publish('filed', forModerators(now), session)

  if (!was || differs(forAsker(was), forAsker(now))) ctx.publish('mine', forAsker(now), now.asker)
  if (was?.state !== now.state)
    ctx.publish('counted', { session, counts: await store.counts(ctx.db, session) }, session)
}
