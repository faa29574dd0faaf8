import type { Reaction } from '@rostrum/shared/features/presence/presence.contract.ts'
import type { ChannelId } from '@rostrum/shared/kernel/channel.ts'
import type { PersonId, SessionId } from '@rostrum/shared/kernel/fields.ts'
import { sql } from 'kysely'
import type { Db } from '#kernel/db.ts'
import type { Personal } from '#kernel/personal.ts'
import type { Statement } from '#kernel/writes.ts'

export interface Tables {
  presence: { place: ChannelId; node: string; person: PersonId }
  presence_nodes: { node: string; seen_at: Date }
  reactions: { session: SessionId; kind: Reaction; total: number }
}

/** How long somebody whose line broke counts as having been there. */
const latelyMinutes = 5

/** A person at a place. */
export type Spot = readonly [place: ChannelId, person: string]

const columns = (spots: readonly Spot[]) =>
  [spots.map(([place]) => place), spots.map(([, person]) => person)] as const

const noteAgain = sql`ON CONFLICT (place, person) DO UPDATE SET at = excluded.at`

/** What has changed on a node since it last said so. Returns false when the tables have forgotten this node. */
export async function move(
  db: Db<Tables>,
  node: string,
  { came, gone }: { readonly came: readonly Spot[]; readonly gone: readonly Spot[] },
): Promise<boolean> {
  const [cameTo, cameWho] = columns(came)
  const [goneFrom, goneWho] = columns(gone)
  const { rows } = await sql<{ node: string }>`
    WITH alive AS (UPDATE presence_nodes SET seen_at = now() WHERE node = ${node} RETURNING node),
    left_ AS (DELETE FROM presence p USING unnest(${goneFrom}::text[], ${goneWho}::text[]) AS g(place, person)
      WHERE p.node = ${node} AND p.place = g.place AND p.person = g.person RETURNING p.place, p.person),
    noted AS (INSERT INTO presence_left (place, person, at) SELECT place, person, now() FROM left_ ${noteAgain}),
    entered AS (INSERT INTO presence (place, node, person)
      SELECT place, ${node}, person FROM unnest(${cameTo}::text[], ${cameWho}::text[]) AS c(place, person)
      ON CONFLICT DO NOTHING)
    SELECT node FROM alive`.execute(db)
  return rows.length > 0
}

/** Starts this node's part anew, and takes away that of nodes which have not been heard of for a while. */
export async function enrol(db: Db<Tables>, node: string): Promise<void> {
  await sql`DELETE FROM presence WHERE node = ${node}`.execute(db)
  await sql`INSERT INTO presence_nodes VALUES (${node}, now())
    ON CONFLICT (node) DO UPDATE SET seen_at = excluded.seen_at`.execute(db)
}

export async function sweep(db: Db<Tables>, silentSeconds: number): Promise<void> {
  await sql`
    WITH dead AS (DELETE FROM presence_nodes WHERE seen_at < now() - make_interval(secs => ${silentSeconds}) RETURNING node),
    gone AS (DELETE FROM presence WHERE node IN (SELECT node FROM dead) RETURNING place, person)
    INSERT INTO presence_left (place, person, at) SELECT DISTINCT place, person, now() FROM gone ${noteAgain}`.execute(
    db,
  )
  await sql`DELETE FROM presence_left WHERE at < now() - make_interval(mins => ${latelyMinutes})`.execute(db)
}

/** The node ends, and its people come back to another one. */
export async function leave(db: Db<Tables>, node: string): Promise<void> {
  await sql`
    WITH gone AS (DELETE FROM presence WHERE node = ${node} RETURNING place, person)
    INSERT INTO presence_left (place, person, at) SELECT place, person, now() FROM gone ${noteAgain}`.execute(
    db,
  )
  await sql`DELETE FROM presence_nodes WHERE node = ${node}`.execute(db)
}

export async function counts(db: Db<Tables>, places: readonly ChannelId[]) {
  const { rows } = await sql<{ place: ChannelId; people: number }>`
    SELECT place, count(DISTINCT person)::int AS people FROM presence
    WHERE place = any(${places}::text[]) GROUP BY place`.execute(db)
  return new Map(rows.map((it) => [it.place, it.people]))
}

export async function peopleAt(db: Db<Tables>, place: ChannelId): Promise<PersonId[]> {
  const { rows } = await sql<{ person: PersonId }>`
    SELECT DISTINCT person FROM presence WHERE place = ${place}`.execute(db)
  return rows.map((it) => it.person)
}

/** Who is there, or left within the last minutes. */
export async function lately(db: Db<Tables>, place: ChannelId): Promise<PersonId[]> {
  const { rows } = await sql<{ person: PersonId }>`
    SELECT person FROM presence WHERE place = ${place} UNION
    SELECT person FROM presence_left
    WHERE place = ${place} AND at > now() - make_interval(mins => ${latelyMinutes})`.execute(db)
  return rows.map((it) => it.person)
}

/** Of these, those who are there, or left within the last minutes. */
export async function latelyAmong(db: Db<Tables>, asked: readonly Spot[]): Promise<readonly Spot[]> {
  const [places, people] = columns(asked)
  const { rows } = await sql<{ place: ChannelId; person: PersonId }>`
    SELECT a.place, a.person FROM unnest(${places}::text[], ${people}::text[]) AS a(place, person)
    WHERE EXISTS (SELECT FROM presence p WHERE p.place = a.place AND p.person = a.person)
      OR EXISTS (SELECT FROM presence_left l WHERE l.place = a.place AND l.person = a.person
        AND l.at > now() - make_interval(mins => ${latelyMinutes}))`.execute(db)
  return rows.map((it) => [it.place, it.person])
}

export async function totals(db: Db<Tables>, sessions: readonly SessionId[]) {
  const { rows } = await sql<Tables['reactions']>`
    SELECT session, kind, total FROM reactions WHERE session = any(${sessions}::text[]) ORDER BY kind`.execute(
    db,
  )
  return Map.groupBy(rows, (it) => it.session)
}

export const add = (rows: readonly Tables['reactions'][]): Statement => sql`
  INSERT INTO reactions (session, kind, total)
  SELECT * FROM unnest(${rows.map((it) => it.session)}::text[], ${rows.map((it) => it.kind)}::text[], ${rows.map((it) => it.total)}::bigint[])
  ON CONFLICT (session, kind) DO UPDATE SET total = reactions.total + excluded.total`

/** Where people are, and were within the last minutes. */
export const personal: readonly Personal[] = [
  { rows: 'presence', whose: sql`person` },
  { rows: 'presence_left', whose: sql`person` },
]
