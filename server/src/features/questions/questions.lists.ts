import { publicStates, questionLimits } from '@rostrum/shared/features/questions/questions.contract.ts'
import type {
  QuestionCounts,
  QuestionId,
  questions,
} from '@rostrum/shared/features/questions/questions.contract.ts'
import type { SessionId } from '@rostrum/shared/kernel/fields.ts'
import { sql } from 'kysely'
import type { RawBuilder } from 'kysely'
import type { Db } from '#kernel/db.ts'
import type { Context } from '#kernel/feature.ts'
import * as store from './questions.store.ts'
import type { QuestionRow, Tables } from './questions.store.ts'
import { forAll, forBackstage, forModerators } from './questions.views.ts'

/* What each circle of readers has before it: a list of a session's questions, of which the first so many are shown. */

type Ctx = Context<typeof questions, Tables>

interface List {
  readonly limit: number
  readonly where: RawBuilder<boolean>
  readonly order: RawBuilder<unknown>
  /** No more than so many stand in it. */
  readonly atMost: (counts: QuestionCounts) => number
  readonly show: (ctx: Ctx, row: QuestionRow) => void
}

/** What everyone sees: what is being answered, then the most voted, then the newest. */
export const listed: List = {
  limit: questionLimits.listed,
  where: sql`state = ANY(${publicStates}::text[])`,
  order: sql`(state = 'answering') DESC, votes DESC, id DESC`,
  atMost: (counts) => counts.listed,
  show(ctx, row) {
    const view = forAll(row)
    if (view) ctx.publish('shown', view, row.session)
  },
}

/** What moderators see: what waits, the oldest first, then the newest of the rest. */
export const filed: List = {
  limit: questionLimits.filed,
  where: sql`state <> 'withdrawn'`,
  order: sql`(state = 'waiting') DESC, CASE WHEN state = 'waiting' THEN id END, id DESC`,
  atMost: (counts) => counts.received,
  show: (ctx, row) => ctx.publish('filed', forModerators(row), row.session),
}

/** What those behind the scenes see: what is being answered, and what comes next or has somebody to answer it. */
export const staged: List = {
  limit: questionLimits.staged,
  where: sql`(state = 'answering' OR state = 'approved' AND (next OR assigned IS NOT NULL))`,
  order: sql`id DESC`,
  atMost: (counts) => counts.listed,
  show(ctx, row) {
    const view = forBackstage(row)
    if (view) ctx.publish('staged', view, row.session)
  },
}

/** The part of it that is shown, in its order. */
export async function shownOf(
  { limit, where, order }: List,
  db: Db<Tables>,
  session: SessionId,
): Promise<QuestionRow[]> {
  const { rows } = await sql<QuestionRow>`
    SELECT * FROM questions WHERE session = ${session} AND ${where} ORDER BY ${order} LIMIT ${limit}`.execute(
    db,
  )
  return rows
}

/** The ids of the part that is shown, where there is more; undefined where all is shown. */
async function cutOf({ limit, where, order }: List, db: Db<Tables>, session: SessionId) {
  const { rows } = await sql<{ id: QuestionId }>`
    SELECT id FROM questions WHERE session = ${session} AND ${where} ORDER BY ${order} LIMIT ${limit + 1}`.execute(
    db,
  )
  return rows.length > limit ? new Set(rows.slice(0, limit).map((it) => it.id)) : undefined
}

/** One act adds no more than so many to what somebody holds, who lets go of as many before all of it is told. */
const addedByOne = 2

/**
 * Runs what changes a session's lists. Where more stand in one than are shown, a change lets in others, of which those
 * who watch have not heard: they are shown last, so that everybody ends with the same list as whoever comes anew.
 */
export async function keepingLists<T>(ctx: Ctx, session: SessionId, change: () => Promise<T>): Promise<T> {
  const counts = await store.counts(ctx.db, session)
  const long = [listed, filed, staged].filter((it) => it.atMost(counts) > it.limit)
  const cuts = await Promise.all(long.map((it) => cutOf(it, ctx.db, session)))
  const result = await change()
  for (const [i, list] of long.entries()) {
    const before = cuts[i]
    if (!before) continue
    const shown = await shownOf(list, ctx.db, session)
    const end = shown.slice(-addedByOne)
    for (const row of shown) if (!before.has(row.id) || end.includes(row)) list.show(ctx, row)
  }
  return result
}
