import pg from 'pg'
import { connectMs, statementMs } from '#kernel/silence.ts'

/** The time that all servers of one database agree on, whatever their own clocks say. */
export interface DatabaseClock {
  now(): Date
  stop(): Promise<void>
}

export interface ClockOptions {
  /** This machine's own clock, in ms since 1970. */
  readonly own?: () => number
  readonly everyMs?: number
}

/**
 * Follows the database's clock. What servers write sorts by when it was written, and ends when it is to end: so they must
 * mean the same by *now*. Where the database cannot be asked, what was known goes on.
 */
export async function followClock(
  connection: pg.ClientConfig,
  { own = Date.now, everyMs = 60_000 }: ClockOptions = {},
): Promise<DatabaseClock> {
  let offset = 0
  let isStopped = false
  let timer: NodeJS.Timeout | undefined

  async function look(): Promise<void> {
    const asked = await ask(connection, own).catch(() => undefined)
    // A difference that is smaller than the way there and back says nothing.
    if (asked && Math.abs(asked.offset - offset) > asked.tookMs) offset = asked.offset
    if (!isStopped) timer = setTimeout(() => (looking = look()), everyMs).unref()
  }
  let looking = look()
  await looking

  return {
    now: () => new Date(own() + offset),
    async stop() {
      isStopped = true
      clearTimeout(timer)
      await looking
    },
  }
}

/** Of so many looks the quickest counts: it can be wrong by no more than half the time it took. */
const looks = 5

async function ask(connection: pg.ClientConfig, own: () => number) {
  const client = new pg.Client({
    ...connection,
    query_timeout: statementMs,
    connectionTimeoutMillis: connectMs,
  })
  client.on('error', () => {})
  try {
    await client.connect()
    let best = { offset: 0, tookMs: Infinity }
    for (let i = 0; i < looks; i++) {
      const from = own()
      const { rows } = await client.query<{ ms: number }>(
        'SELECT extract(epoch FROM clock_timestamp())::float8 * 1000 AS ms',
      )
      const tookMs = own() - from
      const offset = Math.round((rows[0]?.ms ?? from) - from - tookMs / 2)
      if (tookMs < best.tookMs) best = { offset, tookMs }
    }
    return best
  } finally {
    await client.end().catch(() => {})
  }
}
