import type { Position } from '@rostrum/shared/kernel/wire.ts'
import type { Connection, Row } from './db.ts'
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

const KNOWN = `
  SELECT c.actor, c.id, encode(c.hash, 'hex') AS hash, c.output
  FROM unnest($1::text[], $2::uuid[]) AS w(actor, id) JOIN commands c USING (actor, id)`

const APPEND = `
  WITH wanted AS MATERIALIZED (SELECT * FROM unnest($1::text[], $2::int[]) AS w(id, n)),
  moved AS (
    INSERT INTO channels AS c (id, seq) SELECT id, n FROM wanted ORDER BY id COLLATE "C"
    ON CONFLICT (id) DO UPDATE SET seq = c.seq + excluded.seq
    RETURNING id, epoch, seq),
  logged AS (
    INSERT INTO events (channel, seq, type, body, actor, command, at)
    SELECT e.channel, m.seq - w.n + e.k, e.type, e.body, e.actor, e.command, $9
    FROM unnest($3::text[], $4::int[], $5::text[], $6::json[], $7::text[], $8::uuid[]) AS e(channel, k, type, body, actor, command)
    JOIN moved m ON m.id = e.channel JOIN wanted w ON w.id = e.channel),
  kept AS (
    INSERT INTO commands (actor, id, hash, output, at)
    SELECT actor, id, decode(hash, 'hex'), output, $9 FROM unnest($10::text[], $11::uuid[], $12::text[], $13::json[]) AS d(actor, id, hash, output))
  SELECT id, epoch, seq FROM moved`

/** After a restore: whoever heard what the backup does not have is told to start anew. */
export const NEW_EPOCHS = 'UPDATE channels SET epoch = DEFAULT'

/** Opens a transaction that has these lanes to itself, on this node and every other, and says which commands are already done. */
export async function open(
  connection: Connection,
  lanes: readonly string[],
  ids: readonly { actor: string; id: string }[],
) {
  const begun = connection.query('BEGIN')
  const locked = connection.query(LOCK, [lanes])
  const known = connection.query(KNOWN, [ids.map((it) => it.actor), ids.map((it) => it.id)])
  await Promise.all([begun, locked, known])
  return (await known).rows as unknown as (Done & Row)[]
}

/** Gives the events their places, writes everything, commits. The channel rows are locked from here to the end only. */
export async function close(
  connection: Connection,
  events: readonly Event[],
  done: readonly Done[],
  now: Date,
): Promise<Position[]> {
  const count = new Map<string, number>()
  const place = events.map((it) => {
    const k = (count.get(it.channel) ?? 0) + 1
    count.set(it.channel, k)
    return k
  })
  const appended = connection.query(APPEND, [
    [...count.keys()],
    [...count.values()],
    events.map((it) => it.channel),
    place,
    events.map((it) => it.type),
    events.map((it) => it.body),
    events.map((it) => it.actor),
    events.map((it) => it.command),
    now,
    done.map((it) => it.actor),
    done.map((it) => it.id),
    done.map((it) => it.hash),
    done.map((it) => it.output),
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
