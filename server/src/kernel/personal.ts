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
}

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
