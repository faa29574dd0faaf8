import type { Grants } from '@rostrum/shared/kernel/actor.ts'
import { Failure } from '@rostrum/shared/kernel/failure.ts'
import type { Card, PersonId, SessionId } from '@rostrum/shared/kernel/fields.ts'
import { allows, mayModerate } from '@rostrum/shared/features/questions/questions.policy.ts'
import type { QuestionAct } from '@rostrum/shared/features/questions/questions.policy.ts'
import type { QuestionId, questions } from '@rostrum/shared/features/questions/questions.contract.ts'
import type { CommandContext } from '#kernel/feature.ts'
import type { Statement } from '#kernel/writes.ts'
import * as store from './questions.store.ts'
import type { Before, QuestionRow, Standpoint, Tables } from './questions.store.ts'
import { forModerators, tell } from './questions.views.ts'
import { recount, returnVotes } from './questions.votes.ts'

export type Ctx = CommandContext<typeof questions, Tables>

/** One act of somebody who runs the session, for the record. */
export interface QuestionAudit {
  readonly act: string
  readonly session: SessionId
  /** What was acted on, as `question:…`, or `session:…` for its settings. */
  readonly subject: string
  readonly before: unknown
  readonly after: unknown
}

export interface DeskOptions {
  readonly cardOf: (ctx: Ctx) => Promise<Card>
  readonly cards: (
    people: readonly PersonId[],
  ) => Promise<ReadonlyMap<PersonId, Pick<Card, 'name' | 'organisation'>>>
  readonly sessionRoles: (people: readonly PersonId[]) => Promise<ReadonlyMap<PersonId, Grants['sessions']>>
  readonly audit: (ctx: Ctx, entry: QuestionAudit) => Statement
}

export interface Seen {
  readonly session: SessionId
  readonly question: QuestionId
  readonly base: number
}

export const standpoint = (row: QuestionRow): Standpoint => ({
  state: row.state,
  reason: row.reason,
  label: row.label,
  assigned: row.assigned,
  next: row.next,
  answer: row.answer,
  answering_since: row.answering_since,
  merged_into: row.merged_into,
  decided_by: row.decided_by,
})
export const remember = (row: QuestionRow, displaced: Before['displaced'] = null): Before => ({
  ...standpoint(row),
  answering_since: row.answering_since?.toISOString() ?? null,
  displaced,
})
/** The question as it was before the last act, one version on: exact, but for the number. */
export function restored(row: QuestionRow, before: Before): QuestionRow {
  const { displaced: _, answering_since: since, ...rest } = before
  return {
    ...row,
    ...rest,
    answering_since: since === null ? null : new Date(since),
    before: null,
    version: row.version + 1,
  }
}

/** The question as the moderator saw it; a conflict shows what it has become. */
export async function seen(
  ctx: Ctx,
  { session, question, base }: Seen,
  act?: QuestionAct,
): Promise<QuestionRow> {
  if (!mayModerate(ctx.standing)) throw new Failure('forbidden')
  const row = await store.byId(ctx.db, session, question)
  if (!row) throw new Failure('not_found')
  if (row.version !== base) throw new Failure('conflict', forModerators(row))
  if (act && !allows(row.state, act)) throw new Failure('closed')
  return row
}

/** How a question moves: saved, recorded and told to everyone in one go; and back. */
export function createActs({ audit }: Pick<DeskOptions, 'audit'>) {
  async function save(ctx: Ctx, was: QuestionRow, now: QuestionRow, act: string): Promise<void> {
    ctx.write(store.update(ctx.db, now))
    ctx.write(
      audit(ctx, {
        act: `questions.${act}`,
        session: now.session,
        subject: `question:${now.id}`,
        before: { ...standpoint(was), version: was.version },
        after: { ...standpoint(now), version: now.version },
      }),
    )
    await tell(ctx, was, now)
  }

  async function move(
    ctx: Ctx,
    was: QuestionRow,
    { act, displaced, ...patch }: Partial<Standpoint> & { act: string; displaced?: Before['displaced'] },
  ): Promise<QuestionRow> {
    const now = { ...was, ...patch, before: remember(was, displaced), version: was.version + 1 }
    await save(ctx, was, now, act)
    return now
  }

  /** After a merge or its undoing: the one that remains counts anew, and everyone learns of it. */
  async function settle(ctx: Ctx, was: QuestionRow, voters: readonly PersonId[], on: boolean): Promise<void> {
    const now = { ...was, ...(await recount(ctx.db, was.id)) }
    await tell(ctx, was, now)
    for (const person of voters) ctx.publish('myVote', { id: was.id, on }, person)
  }

  async function undo(ctx: Ctx, input: Seen): Promise<null> {
    const row = await seen(ctx, input)
    if (!row.before || row.state === 'withdrawn') throw new Failure('closed')
    if (row.state === 'merged') return unmerge(ctx, row, row.before)
    if (row.before.state === 'answering' && row.state !== 'answering') {
      const other = await store.answering(ctx.db, row.session)
      if (other) throw new Failure('conflict', forModerators(other))
    }
    await save(ctx, row, restored(row, row.before), 'undo')
    if (row.before.displaced) await replace(ctx, row.session, row.before.displaced)
    return null
  }

  async function unmerge(ctx: Ctx, row: QuestionRow, before: Before): Promise<null> {
    const into = row.merged_into && (await store.byId(ctx.db, row.session, row.merged_into))
    if (!into || into.state === 'merged') throw new Failure('closed')
    await save(ctx, row, { ...restored(row, before), ...(await recount(ctx.db, row.id)) }, 'undo')
    await settle(ctx, into, await returnVotes(ctx.db, { from: row.id, into: into.id }), false)
    return null
  }

  /** What was being answered before is being answered again, unless it has moved on since. */
  async function replace(
    ctx: Ctx,
    session: SessionId,
    { id, version }: NonNullable<Before['displaced']>,
  ): Promise<void> {
    const row = await store.byId(ctx.db, session, id)
    if (row?.before && row.version === version) await save(ctx, row, restored(row, row.before), 'undo')
  }

  return { move, settle, undo }
}
export type Acts = ReturnType<typeof createActs>
