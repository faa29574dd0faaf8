import { sql } from 'kysely'
import type { RawBuilder } from 'kysely'
import type { Db } from './db.ts'

/**
 * Rows that are about a person. Each feature names its own, so that what somebody is given of themselves, and what a
 * breach would have shown of them, are queries; a test finds the table that nobody has named.
 */
export interface Personal {
  readonly rows: string
  /** What it is called where one table holds two things: what I asked, what I answered. */
  readonly as?: string
  /** Whose a row is, over the columns of its table. */
  readonly whose: RawBuilder<string | null>
  /** Columns that are kept back: secrets, and what is about somebody else. */
  readonly without?: readonly string[]
  /** What becomes of their rows when a person is forgotten; without it they are removed. */
  readonly forget?: (person: string) => RawBuilder<unknown>
  /** Channels whose story may tell what they wrote and not that it was they, as `SELECT … AS channel`. */
  readonly toldIn?: (person: string) => RawBuilder<unknown>
}

/** For rows that stay as they are: they count something, or must not be changed; names in them are taken out all the same. */
export const stays = (): RawBuilder<unknown> => sql`SELECT`

/** Everything about this person, by table. */
export async function rowsOf(
  db: Db<unknown>,
  all: readonly Personal[],
  person: string,
): Promise<Readonly<Record<string, readonly unknown[]>>> {
  const given = await Promise.all(
    all.map(async ({ rows, as = rows, whose, without = [] }): Promise<[string, unknown[]]> => {
      const found = await sql<{ it: unknown }>`
        SELECT to_jsonb(${sql.table(rows)}.*) - ${without}::text[] AS it FROM ${sql.table(rows)} WHERE ${whose} = ${person}`.execute(
        db,
      )
      return [as, found.rows.map(({ it }) => it)]
    }),
  )
  return Object.fromEntries(given)
}

/** As a table of one query: whose, of which table, how many. */
export const countsOf = (all: readonly Personal[]): RawBuilder<unknown> =>
  sql.join(
    all.map(
      ({ rows, as = rows, whose }) =>
        sql`SELECT ${whose} AS person, ${as}::text AS rows, count(*)::int AS count FROM ${sql.table(rows)} GROUP BY 1`,
    ),
    sql` UNION ALL `,
  )

/**
 * Forgets a person: their rows, what others' rows say of them beside their id, and the story of every channel that had
 * told of them, which begins anew. Servers that run meanwhile keep what they have read until they are started again.
 * The first of the list is the person's own row: it goes last, as others are found by it.
 */
export async function forgetPerson(db: Db<unknown>, all: readonly Personal[], person: string): Promise<void> {
  for (const { rows, whose, forget } of all.toReversed())
    await (forget?.(person) ?? sql`DELETE FROM ${sql.table(rows)} WHERE ${whose} = ${person}`).execute(db)
  await takeOutNames(db, person)
  await sql`DELETE FROM commands WHERE actor = ${person}`.execute(db)
  await sql`
    WITH told AS (
      SELECT DISTINCT channel FROM events WHERE actor = ${person} OR strpos(body::text, ${person}) > 0
      UNION SELECT id FROM channels WHERE id = ${`person:${person}`}
      ${sql.join(
        all.flatMap((it) => it.toldIn?.(person) ?? []).map((it) => sql`UNION ${it}`),
        sql` `,
      )}),
    gone AS (DELETE FROM events WHERE channel IN (SELECT channel FROM told))
    UPDATE channels SET epoch = DEFAULT WHERE id IN (SELECT channel FROM told)`.execute(db)
}

/** Wherever a row of somebody else has a copy of this person's card, its name and organisation are emptied. */
async function takeOutNames(db: Db<unknown>, person: string): Promise<void> {
  await sql`
    CREATE OR REPLACE FUNCTION pg_temp.unnamed(it jsonb, person text) RETURNS jsonb LANGUAGE plpgsql AS $$
    BEGIN
      IF jsonb_typeof(it) = 'array' THEN
        RETURN (SELECT coalesce(jsonb_agg(pg_temp.unnamed(value, person) ORDER BY n), '[]')
          FROM jsonb_array_elements(it) WITH ORDINALITY AS e(value, n));
      ELSIF jsonb_typeof(it) <> 'object' THEN
        RETURN it;
      END IF;
      it := (SELECT coalesce(jsonb_object_agg(key, pg_temp.unnamed(value, person)), '{}') FROM jsonb_each(it));
      IF it ->> 'id' = person AND it ? 'name' THEN
        it := it || '{"name": ""}';
        IF it ? 'organisation' THEN it := it || '{"organisation": null}'; END IF;
      END IF;
      RETURN it;
    END $$`.execute(db)
  const { rows } = await sql<{ table: string; column: string }>`
    SELECT table_name AS table, column_name AS column FROM information_schema.columns
    WHERE table_schema = 'public' AND data_type = 'jsonb' AND table_name <> ALL (${fixed}::text[])`.execute(
    db,
  )
  for (const { table, column } of rows)
    await sql`UPDATE ${sql.table(table)} SET ${sql.ref(column)} = pg_temp.unnamed(${sql.ref(column)}, ${person})
      WHERE strpos(${sql.ref(column)}::text, ${person}) > 0`.execute(db)
}

/** What nobody can change: the database refuses it. */
const fixed = ['audit_log']
