import { sql } from 'kysely'
import { publicStates } from '@rostrum/shared/features/questions/questions.contract.ts'
import type { QuestionId } from '@rostrum/shared/features/questions/questions.contract.ts'
import type { PersonId, SessionId } from '@rostrum/shared/kernel/fields.ts'
import type { Db } from '#kernel/db.ts'
import type { QuestionRow, Tables } from './questions.store.ts'

export interface Wish {
  readonly question: QuestionId
  readonly person: PersonId
  readonly on: boolean
}
export type Moved = Wish & { readonly votes: number | null }

/**
 * Sets many people's votes in one statement and tells which of them changed something. Whoever takes a vote back takes
 * it from the merged questions too, or it would come back with them.
 */
export async function setVotes(db: Db<Tables>, wishes: readonly Wish[]): Promise<Moved[]> {
  const of = (on: boolean) => wishes.filter((it) => it.on === on)
  const [on, off] = [of(true), of(false)]
  const { rows } = await sql<Moved>`
    WITH RECURSIVE family(root, id) AS (
      SELECT DISTINCT it, it FROM unnest(${off.map((it) => it.question)}::uuid[]) AS it
      UNION SELECT family.root, q.id FROM family JOIN questions q ON q.merged_into = family.id),
    up AS (
      INSERT INTO question_votes (question, person)
      SELECT * FROM unnest(${on.map((it) => it.question)}::uuid[], ${on.map((it) => it.person)}::text[])
      -- A lent vote becomes one's own: nothing to tell, but it stays when the lender leaves.
      ON CONFLICT (question, person) DO UPDATE SET via = NULL WHERE question_votes.via IS NOT NULL
      RETURNING question, person, xmax = 0 AS fresh),
    down AS (
      DELETE FROM question_votes v
      USING unnest(${off.map((it) => it.question)}::uuid[], ${off.map((it) => it.person)}::text[]) AS w(root, person)
        JOIN family USING (root)
      WHERE v.question = family.id AND v.person = w.person RETURNING v.question, v.person, family.root),
    moved AS (
      SELECT question, person, true AS "on", 1 AS step FROM up WHERE fresh
      UNION ALL SELECT question, person, false, CASE WHEN question = root THEN -1 ELSE 0 END FROM down),
    totals AS (
      UPDATE questions SET votes = votes + step
      FROM (SELECT question, sum(step)::int AS step FROM moved GROUP BY question) AS steps
      WHERE id = question AND state <> 'merged' RETURNING id, votes)
    SELECT moved.question, person, "on", votes FROM moved LEFT JOIN totals ON totals.id = moved.question`.execute(
    db,
  )
  return rows
}

/** The voters of `from` now also count for `into`; those who did not before are returned. */
export async function lendVotes(
  db: Db<Tables>,
  { from, into }: { from: QuestionId; into: QuestionId },
): Promise<PersonId[]> {
  const { rows } = await sql<{ person: PersonId }>`
    INSERT INTO question_votes (question, person, via)
    SELECT ${into}::uuid, person, question FROM question_votes WHERE question = ${from}
    ON CONFLICT DO NOTHING RETURNING person`.execute(db)
  return rows.map((it) => it.person)
}

/** Takes lent votes back, unless another merged question lends the same one; who no longer votes is returned. */
export async function returnVotes(
  db: Db<Tables>,
  { from, into }: { from: QuestionId; into: QuestionId },
): Promise<PersonId[]> {
  const { rows } = await sql<{ person: PersonId }>`
    DELETE FROM question_votes WHERE question = ${into} AND via = ${from} RETURNING person`.execute(db)
  const returned = rows.map((it) => it.person)
  const { rows: kept } = await sql<{ person: PersonId }>`
    INSERT INTO question_votes (question, person, via)
    SELECT DISTINCT ON (v.person) ${into}::uuid, v.person, v.question
    FROM question_votes v JOIN questions q ON q.id = v.question
    WHERE q.merged_into = ${into} AND v.person = ANY(${returned}::text[])
    ORDER BY v.person, v.question
    ON CONFLICT DO NOTHING RETURNING person`.execute(db)
  const still = new Set(kept.map((it) => it.person))
  return returned.filter((it) => !still.has(it))
}

/** Counts voters and askers anew after a merge or its undoing. */
export async function recount(
  db: Db<Tables>,
  id: QuestionId,
): Promise<Pick<QuestionRow, 'votes' | 'askers'>> {
  const { rows } = await sql<Pick<QuestionRow, 'votes' | 'askers'>>`
    WITH RECURSIVE family(id, asker) AS (
      SELECT id, asker FROM questions WHERE id = ${id}
      UNION SELECT q.id, q.asker FROM family JOIN questions q ON q.merged_into = family.id)
    UPDATE questions SET votes = (SELECT count(*) FROM question_votes WHERE question = ${id}),
                         askers = (SELECT count(DISTINCT asker) FROM family)
    WHERE id = ${id} RETURNING votes, askers`.execute(db)
  const [row] = rows
  if (!row) throw new Error(`no question ${id}`)
  return row
}

export async function votesOf(
  db: Db<Tables>,
  people: readonly PersonId[],
  limit: number,
): Promise<readonly { person: PersonId; question: QuestionId }[]> {
  const { rows } = await sql<{ person: PersonId; question: QuestionId }>`
    SELECT person, question FROM unnest(${people}::text[]) AS person
    CROSS JOIN LATERAL (SELECT v.question FROM question_votes v WHERE v.person = person.person
                        ORDER BY v.question DESC LIMIT ${limit}) AS latest
    ORDER BY question`.execute(db)
  return rows
}

/** Of these questions, those everyone sees in this session: the ones that can be voted for. */
export async function votable(
  db: Db<Tables>,
  session: SessionId,
  ids: readonly QuestionId[],
): Promise<ReadonlySet<QuestionId>> {
  const rows = await db
    .selectFrom('questions')
    .select('id')
    .where('id', '=', sql<QuestionId>`any(${ids}::uuid[])`)
    .where('session', '=', session)
    .where('state', 'in', publicStates)
    .execute()
  return new Set(rows.map((it) => it.id))
}
