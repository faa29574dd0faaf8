import { Kysely, PostgresDialect, sql } from 'kysely'
import pg from 'pg'
import type { Db } from '#kernel/db.ts'
import { connectMs, statementMs, watchSilence } from '#kernel/silence.ts'

/** For reading outside of commands. What changes the world goes through the runner. */
export interface Reader {
  readonly db: Db<unknown>
  /** `ok`, or `unreachable`: in a word, for those who watch. */
  health(): Promise<string>
  /** Connections that are open, those of them that do nothing, and queries that wait for one. */
  stats(): { readonly open: number; readonly idle: number; readonly waiting: number }
  stop(): Promise<void>
}

export function createReader(connection: pg.ClientConfig, size = 4): Reader {
  const pool = new pg.Pool({
    ...connection,
    max: size,
    statement_timeout: statementMs,
    connectionTimeoutMillis: connectMs,
  })
  pool.on('error', () => {}) // a connection that dies while idle is replaced by the pool
  // One that dies while somebody has it says so to nobody, and an error that nobody hears ends the process.
  pool.on('connect', (client) => {
    client.on('error', () => {})
    watchSilence(client)
  })
  const db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) })
  return {
    db,
    async health() {
      try {
        await sql`SELECT 1`.execute(db)
        return 'ok'
      } catch {
        return 'unreachable'
      }
    },
    stats: () => ({ open: pool.totalCount, idle: pool.idleCount, waiting: pool.waitingCount }),
    stop: () => db.destroy(),
  }
}

/** Tries once; says in a word why there is no connection (`ECONNREFUSED`, `28P01`), or nothing when there is one. */
export async function whyUnreachable(connection: pg.ClientConfig): Promise<string | undefined> {
  const client = new pg.Client({ ...connection, connectionTimeoutMillis: 5_000 })
  client.on('error', () => {})
  try {
    await client.connect()
    return undefined
  } catch (error) {
    const { code, message } = error as { code?: string; message: string }
    return code ?? message
  } finally {
    await client.end().catch(() => {})
  }
}
