import { sql } from 'kysely'
import { publicStates, questionLimits } from '@rostrum/shared/features/questions/questions.contract.ts'
import type {
  Question,
  QuestionCounts,
  QuestionId,
  QuestionSettings,
  QuestionState,
} from '@rostrum/shared/features/questions/questions.contract.ts'
import { defaultQuestionSettings } from '@rostrum/shared/features/questions/questions.state.ts'
import type { Card, PersonId, SessionId } from '@rostrum/shared/kernel/fields.ts'
import type { Db } from '#kernel/db.ts'
import { stays } from '#kernel/personal.ts'
import type { Personal } from '#kernel/personal.ts'

/** What acts change, and what undoing them brings back. */
export interface Standpoint {
  state: QuestionState
  reason: string | null
  label: string | null
  assigned: Card | null
  next: boolean
  answer: Question['answer']
  answering_since: Date | null
  merged_into: QuestionId | null
  decided_by: Card | null
}
/** `displaced` was being answered until this one was; undoing gives it its place back, unless it has moved on. */
export interface Before extends Omit<Standpoint, 'answering_since'> {
  answering_since: string | null
  displaced: { id: QuestionId; version: number } | null
}
export interface QuestionRow extends Standpoint {
  id: QuestionId
  session: SessionId
  asker: PersonId
  by: Card
  anonymous: boolean
  text: string
  tokens: string[]
  asked_at: Date
  close_to: QuestionId | null
  before: Before | null
  votes: number
  askers: number
  version: number
}
export interface Tables {
  questions: QuestionRow
  question_votes: { question: QuestionId; person: PersonId; via: QuestionId | null }
  question_settings: QuestionSettings & { session: SessionId }
  /** Kept by a trigger. */
  question_counts: { session: SessionId; state: QuestionState; n: number }
}

const json = <T>(value: T) => sql<T>`${value === null ? null : JSON.stringify(value)}::jsonb`
const stored = (row: Pick<QuestionRow, 'assigned' | 'answer' | 'decided_by' | 'before'>) => ({
  assigned: json(row.assigned),
  answer: json(row.answer),
  decided_by: json(row.decided_by),
  before: json(row.before),
})

export const insert = (db: Db<Tables>, row: QuestionRow) =>
  db.insertInto('questions').values({ ...row, ...stored(row), by: json(row.by) })

export const update = (db: Db<Tables>, row: QuestionRow) =>
  db
    .updateTable('questions')
    .set({
      text: row.text,
      tokens: row.tokens,
      close_to: row.close_to,
      state: row.state,
      reason: row.reason,
      label: row.label,
      next: row.next,
      answering_since: row.answering_since,
      merged_into: row.merged_into,
      version: row.version,
      ...stored(row),
    })
    .where('id', '=', row.id)

export const byId = (db: Db<Tables>, session: SessionId, id: QuestionId) =>
  db
    .selectFrom('questions')
    .selectAll()
    .where('id', '=', id)
    .where('session', '=', session)
    .executeTakeFirst()

export const answering = (db: Db<Tables>, session: SessionId) =>
  db
    .selectFrom('questions')
    .selectAll()
    .where('session', '=', session)
    .where('state', '=', 'answering')
    .executeTakeFirst()

export const settings = async (db: Db<Tables>, session: SessionId): Promise<QuestionSettings> =>
  (await db
    .selectFrom('question_settings')
    .select(['open', 'moderated', 'anonymous'])
    .where('session', '=', session)
    .executeTakeFirst()) ?? defaultQuestionSettings

export const saveSettings = (db: Db<Tables>, session: SessionId, values: QuestionSettings) =>
  db
    .insertInto('question_settings')
    .values({ session, ...values })
    .onConflict((on) => on.column('session').doUpdateSet(values))

export async function counts(db: Db<Tables>, session: SessionId): Promise<QuestionCounts> {
  const rows = await db
    .selectFrom('question_counts')
    .select(['state', 'n'])
    .where('session', '=', session)
    .execute()
  const of = (...states: readonly QuestionState[]) =>
    rows.reduce((sum, { state, n }) => (states.includes(state) ? sum + n : sum), 0)
  return {
    received: rows.reduce((sum, { n }) => sum + n, 0) - of('withdrawn'),
    answered: of('answered'),
    merged: of('merged'),
    listed: of(...publicStates),
  }
}

export async function waitingOf(db: Db<Tables>, session: SessionId, person: PersonId): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    SELECT count(*)::int AS n FROM questions
    WHERE asker = ${person} AND session = ${session} AND state = 'waiting'`.execute(db)
  return rows[0]?.n ?? 0
}

const comparedWith = 500
const similarEnough = 0.5

/** The question of this session whose words overlap most with these (Jaccard), among the newest that still stand. */
export async function mostSimilar(
  db: Db<Tables>,
  { session, tokens, except }: { session: SessionId; tokens: string[]; except: QuestionId | null },
): Promise<QuestionId | null> {
  if (tokens.length === 0) return null
  const { rows } = await sql<{ id: QuestionId }>`
    SELECT id FROM (
      SELECT id, (SELECT count(*) FROM unnest(tokens) AS word WHERE word = ANY(${tokens}))::float AS shared,
             cardinality(tokens) AS size
      FROM (SELECT id, tokens FROM questions
            WHERE session = ${session} AND state IN ('waiting', 'approved', 'answering', 'answered')
              AND id IS DISTINCT FROM ${except}::uuid
            ORDER BY id DESC LIMIT ${comparedWith}) AS recent
      WHERE tokens && ${tokens}::text[]) AS near
    WHERE shared / (size + ${tokens.length} - shared) >= ${similarEnough}
    ORDER BY shared / (size + ${tokens.length} - shared) DESC, id LIMIT 1`.execute(db)
  return rows[0]?.id ?? null
}

/** What everyone sees: what is being answered, then the most voted, then the newest; in the order of their ids. */
export const listed = (db: Db<Tables>, session: SessionId) =>
  db
    .selectFrom('questions')
    .selectAll()
    .where('session', '=', session)
    .where('state', 'in', publicStates)
    .orderBy(sql`(state = 'answering')`, 'desc')
    .orderBy('votes', 'desc')
    .orderBy('id', 'desc')
    .limit(questionLimits.listed)
    .execute()

export async function filed(db: Db<Tables>, session: SessionId): Promise<QuestionRow[]> {
  const some = (limit: number) =>
    db
      .selectFrom('questions')
      .selectAll()
      .where('session', '=', session)
      .where('state', '!=', 'withdrawn')
      .limit(limit)
  const [waiting, rest] = await Promise.all([
    some(questionLimits.filed).where('state', '=', 'waiting').orderBy('id').execute(),
    some(questionLimits.filed).where('state', '!=', 'waiting').orderBy('id', 'desc').execute(),
  ])
  return [...waiting, ...rest].slice(0, questionLimits.filed)
}

export const staged = (db: Db<Tables>, session: SessionId) =>
  db
    .selectFrom('questions')
    .selectAll()
    .where('session', '=', session)
    .where((it) =>
      it.or([
        it('state', '=', 'answering'),
        it.and([
          it('state', '=', 'approved'),
          it.or([it('next', '=', true), it('assigned', 'is not', null)]),
        ]),
      ]),
    )
    .orderBy('id', 'desc')
    .limit(questionLimits.staged)
    .execute()

/** The newest of each of these people. */
export async function ofPeople(db: Db<Tables>, people: readonly PersonId[]): Promise<QuestionRow[]> {
  const { rows } = await sql<QuestionRow>`
    SELECT mine.* FROM unnest(${people}::text[]) AS person
    CROSS JOIN LATERAL (SELECT * FROM questions WHERE asker = person ORDER BY id DESC
                        LIMIT ${questionLimits.mine}) AS mine
    ORDER BY id`.execute(db)
  return rows
}

/** What people have asked and voted for; not who decided about it. */
export const personal: readonly Personal[] = [
  {
    rows: 'questions',
    whose: sql`asker`,
    without: ['tokens', 'assigned', 'decided_by', 'before', 'close_to', 'answer'],
    // What others have asked as well stays, without a name.
    forget: (person) => sql`
      UPDATE questions SET anonymous = true, before = NULL, version = version + 1,
        text = CASE WHEN askers > 1 THEN text ELSE '' END,
        tokens = CASE WHEN askers > 1 THEN tokens ELSE '{}' END,
        state = CASE WHEN askers > 1 OR state = 'merged' THEN state ELSE 'withdrawn' END
      WHERE asker = ${person}`,
  },
  {
    rows: 'questions',
    as: 'questions_answered',
    whose: sql`answer -> 'by' ->> 'id'`,
    forget: (person) =>
      sql`UPDATE questions SET answer = NULL, version = version + 1 WHERE answer -> 'by' ->> 'id' = ${person}`,
    without: [
      'asker',
      'by',
      'text',
      'tokens',
      'anonymous',
      'assigned',
      'decided_by',
      'before',
      'close_to',
      'reason',
    ],
  },
  { rows: 'question_votes', whose: sql`person`, forget: stays },
]
