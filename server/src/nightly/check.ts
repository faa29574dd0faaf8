import type { ForumId } from '@rostrum/shared/kernel/fields.ts'
import { Kysely, PostgresDialect } from 'kysely'
import pg from 'pg'
import { checkLog } from '../features/moderation/index.ts'

/** How many of what is in a database contradict something else that is in it. */
export interface Flaws {
  /** Channels whose story has a hole or ends early. */
  readonly holes: number
  /** Channels whose story begins late: no flaw where what is old has been removed. */
  readonly late: number
  /** Questions that say another number than they have votes. */
  readonly wrongTotals: number
}

export const FLAWS = `
  WITH stories AS (
    SELECT c.seq, count(e.seq) AS n, coalesce(min(e.seq), c.seq + 1) AS first, coalesce(max(e.seq), c.seq) AS last
    FROM channels c LEFT JOIN events e ON e.channel = c.id GROUP BY c.id)
  SELECT (SELECT count(*)::int FROM stories WHERE last <> seq OR n <> last - first + 1) AS holes,
    (SELECT count(*)::int FROM stories WHERE first <> 1) AS late,
    (SELECT count(*)::int FROM questions q
     WHERE votes <> (SELECT count(*) FROM question_votes v WHERE v.question = q.id)) AS "wrongTotals"`

/** What a database says that cannot be, in words; nothing, when all is well. */
export async function findBroken(connection: pg.ClientConfig): Promise<string[]> {
  // Not as the server reads, which gives a statement seconds: here everything there is is read.
  const pool = new pg.Pool({ ...connection, max: 1 })
  pool.on('error', () => {}) // its next question fails, and says so
  const db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) })
  try {
    const broken: string[] = []
    const [flaws] = (await pool.query<Flaws>(FLAWS)).rows
    if (flaws?.holes) broken.push(`${flaws.holes} channels with a hole in their story`)
    if (flaws?.wrongTotals) broken.push(`${flaws.wrongTotals} questions with a wrong total`)
    const forums = await pool.query<{ id: ForumId }>('SELECT id FROM forums ORDER BY id')
    for (const { id } of forums.rows) {
      const { brokenAt } = await checkLog(db, id)
      if (brokenAt !== null) broken.push(`the audit log of ${id} at entry ${brokenAt}`)
    }
    return broken
  } finally {
    await db.destroy()
  }
}
