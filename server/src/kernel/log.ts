import type { Position } from '@rostrum/shared/kernel/wire.ts'
import type { Connection } from './db.ts'
import type { Logged } from './story.ts'

/* The SQL of the three tables, and nothing but. */

export interface Event {
  readonly channel: string
  readonly type: string
  /** Already JSON: it is written once, to the log and to the wire. */
  readonly body: string
  readonly actor: string | null
  readonly command: string | null
}
export interface Done {
  readonly actor: string
  readonly id: string
  readonly hash: string
  readonly output: string
}

const LOCK = `SELECT pg_advisory_xact_lock(key) FROM (SELECT hashtextextended(lane, 0) AS key FROM unnest($1::text[]) AS lane ORDER BY 1) AS sorted`

// One at a time by their key, and never by a scan: a plan made while there were few commands would be kept when there are many.
const KNOWN = `
  SELECT c.actor, c.id, encode(c.hash, 'hex') AS hash, c.output
  FROM unnest($1::text[], $2::uuid[]) AS w(actor, id)
  CROSS JOIN LATERAL (SELECT * FROM commands WHERE actor = w.actor AND id = w.id LIMIT 1) AS c`

const APPEND = `
  WITH moved AS (
    INSERT INTO channels AS c (id, seq) SELECT * FROM unnest($1::text[], $2::int[]) AS w(id, n) ORDER BY id COLLATE "C"
    ON CONFLICT (id) DO UPDATE SET seq = c.seq + excluded.seq
    RETURNING id, epoch, seq),
  logged AS (
    INSERT INTO events (channel, seq, type, body, actor, command, at)
    SELECT e.channel, m.seq - e.later, e.type, e.body, e.actor, e.command, $9
    FROM unnest($3::text[], $4::int[], $5::text[], $6::json[], $7::text[], $8::uuid[]) AS e(channel, later, type, body, actor, command)
    JOIN moved m ON m.id = e.channel),
  kept AS (
    INSERT INTO commands (actor, id, hash, output, at)
    SELECT actor, id, decode(hash, 'hex'), output, $9 FROM unnest($10::text[], $11::uuid[], $12::text[], $13::json[]) AS d(actor, id, hash, output))
  SELECT id, epoch, seq FROM moved`

/** After a restore: whoever heard what the backup does not have is told to start anew. */
export const NEW_EPOCHS = 'UPDATE channels SET epoch = DEFAULT'

/**
 * A list as PostgreSQL writes it. JSON differs only in its brackets and in how it writes control characters, of which
 * neither an id nor JSON itself has any; it is ten times as quick as what the driver does with a list.
 */
const arrayOf = (list: readonly (string | number | null)[]): string =>
  `{${JSON.stringify(list).slice(1, -1)}}`

/** Opens a transaction that has these lanes to itself, on this node and every other, and says which commands are already done. */
export async function open(
  connection: Connection,
  lanes: readonly string[],
  commands: readonly { readonly actor: { readonly id: string }; readonly id: string }[],
): Promise<readonly Done[]> {
  const begun = connection.query('BEGIN')
  const locked = connection.query(LOCK, [lanes])
  const known = connection.query(KNOWN, [
    arrayOf(commands.map((it) => it.actor.id)),
    arrayOf(commands.map((it) => it.id)),
  ])
  await Promise.all([begun, locked, known])
  return (await known).rows as unknown as Done[]
}

/** Gives the events their places, writes everything, commits. The channel rows are locked from here to the end only. */
export async function close(
  connection: Connection,
  events: readonly Event[],
  done: readonly Done[],
  now: Date,
): Promise<Position[]> {
  const count = new Map<string, number>()
  // Counted from the last to the first: how many of the same channel come after it.
  const later = events
    .toReversed()
    .map(({ channel }) => {
      const n = count.get(channel) ?? 0
      count.set(channel, n + 1)
      return n
    })
    .reverse()
  const appended = connection.query(APPEND, [
    arrayOf([...count.keys()]),
    arrayOf([...count.values()]),
    arrayOf(events.map((it) => it.channel)),
    arrayOf(later),
    arrayOf(events.map((it) => it.type)),
    arrayOf(events.map((it) => it.body)),
    arrayOf(events.map((it) => it.actor)),
    arrayOf(events.map((it) => it.command)),
    now,
    arrayOf(done.map((it) => it.actor)),
    arrayOf(done.map((it) => it.id)),
    arrayOf(done.map((it) => it.hash)),
    arrayOf(done.map((it) => it.output)),
  ])
  const committed = connection.query('COMMIT') // sent right behind: if the append failed, this rolls back
  const [{ rows }] = await Promise.all([appended, committed])
  return rows.map((it) => [it.id, it.epoch, it.seq] as unknown as Position)
}

export async function positions(connection: Connection, channels: readonly string[]): Promise<Position[]> {
  const { rows } = await connection.query('SELECT id, epoch, seq FROM channels WHERE id = ANY($1)', [
    channels,
  ])
  return rows.map((it) => [it.id, it.epoch, it.seq] as unknown as Position)
}

/** Makes the rows of channels that have none yet. Sorted, as everywhere, so that two who do it cannot deadlock. */
export const place = (connection: Connection, channels: readonly string[]) =>
  connection.query(
    'INSERT INTO channels (id, seq) SELECT id, 0 FROM unnest($1::text[]) AS id ORDER BY id COLLATE "C" ON CONFLICT DO NOTHING',
    [channels],
  )

/** Events of a channel after a position: the last of them, oldest first. */
export async function read(
  connection: Connection,
  channel: string,
  { after, limit }: { readonly after: number; readonly limit: number },
): Promise<readonly Logged[]> {
  const { rows } = await connection.query(
    'SELECT seq, type, body::text FROM events WHERE channel = $1 AND seq > $2 ORDER BY seq DESC LIMIT $3',
    [channel, after, limit],
  )
  return rows.reverse() as unknown as Logged[]
}

/** The last events of each of these channels, oldest first. */
export async function readAll(
  connection: Connection,
  channels: readonly string[],
  limit: number,
): Promise<ReadonlyMap<string, readonly Logged[]>> {
  const { rows } = await connection.query(
    `SELECT e.channel, e.seq, e.type, e.body::text FROM unnest($1::text[]) AS w(id),
       LATERAL (SELECT channel, seq, type, body FROM events WHERE channel = w.id ORDER BY seq DESC LIMIT $2) AS e
     ORDER BY e.channel, e.seq`,
    [channels, limit],
  )
  return Map.groupBy(rows as unknown as (Logged & { channel: string })[], (it) => it.channel)
}
