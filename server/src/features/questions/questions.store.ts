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

/** Of these people, how many of their questions in this session no moderator has looked at. */
export async function waitingOf(
  db: Db<Tables>,
  session: SessionId,
  people: readonly PersonId[],
): Promise<ReadonlyMap<PersonId, number>> {
  const rows = await db
    .selectFrom('questions')
    .select(['asker', sql<number>`count(*)::int`.as('n')])
    .where('session', '=', session)
    .where('state', '=', 'waiting')
    .where('asker', '=', sql<PersonId>`any(${people}::text[])`)
    .groupBy('asker')
    .execute()
  return new Map(rows.map((it) => [it.asker, it.n]))
}

const comparedWith = 500

/** With which a new question is compared: the newest of this session that still stand, the oldest of them first. */
export async function standing(
  db: Db<Tables>,
  session: SessionId,
): Promise<readonly { readonly id: QuestionId; readonly tokens: readonly string[] }[]> {
  const rows = await db
    .selectFrom('questions')
    // As one text: a word has no space in it, and hundreds of lists would be read letter by letter.
    .select(['id', sql<string>`array_to_string(tokens, ' ')`.as('words')])
    .where('session', '=', session)
    // Not as parameters: the index is of these states (questions.0002.sql).
    .where(sql<boolean>`state IN ('waiting', 'approved', 'answering', 'answered')`)
    .orderBy('id', 'desc')
    .limit(comparedWith)
    .execute()
  return rows.reverse().map(({ id, words }) => ({ id, tokens: words === '' ? [] : words.split(' ') }))
}

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
    // Of an anonymous question everybody is told the words alone.
    toldIn: (person) =>
      sql`SELECT DISTINCT 'session:' || session AS channel FROM questions WHERE asker = ${person} AND anonymous`,
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
