import { sql } from 'kysely'
import type { RawBuilder } from 'kysely'
import type { Connection } from './db.ts'

export interface RetentionOptions {
  readonly connect: () => Promise<Connection>
  readonly now: () => Date
  readonly keepDays: number
  /** What features keep for a time of their own. */
  readonly overdue?: readonly Overdue[]
  readonly log: (message: string, error: unknown) => void
}

/** Rows that a feature keeps for a time of its own, and the statement that removes some of those that are older. */
export interface Overdue {
  readonly rows: string
  readonly remove: (now: Date, atMost: number) => RawBuilder<unknown>
}

export interface Retention {
  /** Removes what is older than it is kept; says how much that was. Another node that is at it is left alone. */
  run(): Promise<Readonly<Record<string, number>>>
  stop(): Promise<void>
}

const everyMs = 60 * 60 * 1000
const dayMs = 24 * 60 * 60 * 1000
/** Rows per statement: a short transaction each, so that nobody waits for the broom. */
const bite = 5_000
const lock = 7_246_302

const sweep =
  (table: 'events' | 'commands', before: Date): Overdue['remove'] =>
  (_now, atMost) =>
    sql`DELETE FROM ${sql.table(table)} WHERE ctid = ANY (ARRAY (
    SELECT ctid FROM ${sql.table(table)} WHERE at < ${before} LIMIT ${atMost}))`

/**
 * The story and the record of commands are kept for as long as somebody may ask for them: a client resumes within
 * minutes, a command comes back within its forum, and the record serves the organisers for some weeks.
 */
export function createRetention({ connect, now, keepDays, overdue = [], log }: RetentionOptions): Retention {
  let running: Promise<unknown> = Promise.resolve()

  async function run() {
    const connection = await connect()
    try {
      const { rows } = await connection.query('SELECT pg_try_advisory_lock($1) AS mine', [lock])
      if (rows[0]?.['mine'] !== true) return {}
      const before = new Date(now().getTime() - keepDays * dayMs)
      const story = (['events', 'commands'] as const).map((it) => ({ rows: it, remove: sweep(it, before) }))
      const removed: Record<string, number> = {}
      for (const it of [...story, ...overdue]) removed[it.rows] = await removeAll(connection, it, now())
      return removed
    } finally {
      await connection.close() // and with it the lock
    }
  }

  const timer = setInterval(() => {
    running = run().catch((error: unknown) => log('what is too old could not be removed', error))
  }, everyMs)
  timer.unref()

  return {
    run,
    async stop() {
      clearInterval(timer)
      await running
    },
  }
}

async function removeAll({ db }: Connection, { remove }: Overdue, now: Date): Promise<number> {
  for (let removed = 0; ;) {
    const { numAffectedRows = 0n } = await remove(now, bite).execute(db)
    removed += Number(numAffectedRows)
    if (numAffectedRows < bite) return removed
  }
}
