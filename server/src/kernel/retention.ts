import type { Connection } from './db.ts'

export interface RetentionOptions {
  readonly connect: () => Promise<Connection>
  readonly now: () => Date
  readonly keepDays: number
  readonly log: (message: string, error: unknown) => void
}

export interface Retention {
  /** Removes what is older than it is kept; says how much that was. Another node that is at it is left alone. */
  run(): Promise<{ readonly events: number; readonly commands: number }>
  stop(): Promise<void>
}

const everyMs = 60 * 60 * 1000
const dayMs = 24 * 60 * 60 * 1000
/** Rows per statement: a short transaction each, so that nobody waits for the broom. */
const bite = 5_000
const lock = 7_246_302

const sweep = (table: 'events' | 'commands') =>
  `DELETE FROM ${table} WHERE ctid = ANY (ARRAY (SELECT ctid FROM ${table} WHERE at < $1 LIMIT ${bite}))`

/**
 * The story and the record of commands are kept for as long as somebody may ask for them: a client resumes within
 * minutes, a command comes back within its forum, and the record serves the organisers for some weeks.
 */
export function createRetention({ connect, now, keepDays, log }: RetentionOptions): Retention {
  let running: Promise<unknown> = Promise.resolve()

  async function removeAll(connection: Connection, table: 'events' | 'commands'): Promise<number> {
    const before = new Date(now().getTime() - keepDays * dayMs)
    for (let removed = 0; ;) {
      const { rowCount } = await connection.query(sweep(table), [before])
      removed += rowCount ?? 0
      if ((rowCount ?? 0) < bite) return removed
    }
  }

  async function run() {
    const connection = await connect()
    try {
      const { rows } = await connection.query('SELECT pg_try_advisory_lock($1) AS mine', [lock])
      if (rows[0]?.['mine'] !== true) return { events: 0, commands: 0 }
      return {
        events: await removeAll(connection, 'events'),
        commands: await removeAll(connection, 'commands'),
      }
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
