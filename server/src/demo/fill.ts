import pg from 'pg'
import { datesAround, seedForum, seedPeople, seedSessions } from './seed.ts'
import type { SeedPerson } from './seed.ts'

/** The sessions of the demo that something happens in. */
export const demoSessions = { live: 'demo-live', preparing: 'demo-preparing', ended: 'demo-ended' } as const

/** Whom a newcomer can be, and the address they sign in with. */
export const demoAccounts = {
  attendee: 'attendee@demo.invalid',
  panellist: 'panellist@demo.invalid',
  moderator: 'moderator@demo.invalid',
  organiser: 'organiser@demo.invalid',
} as const

// Any constant will do, as long as all nodes use the same: one of them fills, the others find it done.
const lock = 7_246_302

/**
 * Gives an empty database the demo forum, in one transaction. Where the demo is already, its days are moved to now once
 * the session that runs in it is over, so that a later start finds a forum in full swing again and everything that was
 * said in it. A database with any other forum is left alone. Answers whether the demo is there, and whether it is new.
 */
export async function fillDemo(
  postgres: pg.ClientConfig,
  now: Date,
): Promise<'made' | 'moved' | 'kept' | 'absent'> {
  const client = new pg.Client(postgres)
  await client.connect()
  try {
    await client.query('BEGIN')
    await client.query('SELECT pg_advisory_xact_lock($1)', [lock])
    const done = await fillOrMove(client, now)
    await client.query('COMMIT')
    return done
  } finally {
    await client.end() // an open transaction ends with its connection: all or nothing
  }
}

async function fillOrMove(client: pg.Client, now: Date) {
  const { rows } = await client.query<{ id: string; is_demo: boolean; over: boolean | null }>(
    `SELECT id, is_demo, (SELECT ends_at <= $2 FROM sessions WHERE id = $1) AS over FROM forums`,
    [demoSessions.live, now],
  )
  if (rows.length === 0) {
    await fill(client, now)
    return 'made'
  }
  const demo = rows.find((it) => it.id === seedForum.forum.id && it.is_demo)
  if (!demo) return 'absent'
  if (!demo.over) return 'kept'
  await move(client, now)
  return 'moved'
}

/** Rows as objects with the columns' names; one statement, however many. */
async function insert(client: pg.Client, table: string, rows: readonly Record<string, unknown>[]) {
  const columns = Object.keys(rows[0] ?? {})
  await client.query(
    `INSERT INTO ${table} (${columns.join(', ')})
     SELECT ${columns.join(', ')} FROM jsonb_populate_recordset(NULL::${table}, $1)`,
    [JSON.stringify(rows)],
  )
}

async function fill(client: pg.Client, now: Date): Promise<void> {
  const dates = datesAround(now)
  const { forum, tracks, places } = seedForum
  await insert(client, 'forums', [
    {
      id: forum.id,
      slug: forum.slug,
      name: forum.name,
      subtitle: forum.subtitle,
      time_zone: forum.timeZone,
      languages: forum.languages,
      starts_on: dates.first,
      ends_on: dates.last,
      visibility: 'public',
      is_demo: true,
      version: 1,
    },
  ])
  const inOrder = <T>(list: readonly T[]) =>
    list.map((it, position) => ({ ...it, forum: forum.id, position }))
  await insert(client, 'tracks', inOrder(tracks))
  await insert(client, 'places', inOrder(places))
  await insert(
    client,
    'people',
    seedPeople.map((it) => personRow(it, now)),
  )
  await insert(client, 'memberships', memberships(now))
  await insert(
    client,
    'sessions',
    seedSessions.map(({ id, track, place, kind, title, abstract, language }, n) => ({
      id,
      forum: forum.id,
      track,
      place,
      kind,
      title,
      abstract,
      spoken_language: language,
      starts_at: dates.sessions[n]?.starts_at,
      ends_at: dates.sessions[n]?.ends_at,
    })),
  )
  await insert(client, 'session_people', seedSessions.flatMap(parts))
}

const personRow = (it: SeedPerson, now: Date) => ({
  id: it.id,
  email: `${it.email ?? it.id}@demo.invalid`,
  name: it.name,
  organisation: it.organisation,
  country: it.country,
  stakeholder_group: it.group,
  language: it.language,
  languages: [it.language],
  time_zone: it.zone,
  listed: it.listed,
  version: 1,
  made_at: now,
})

/** Everyone takes part; two of them also run the forum. */
const memberships = (now: Date) =>
  seedPeople.flatMap((it) =>
    [...new Set(['attendee', it.forum ?? 'attendee'])].map((role) => ({
      forum: seedForum.forum.id,
      person: it.id,
      role,
      made_at: now,
    })),
  )

const parts = ({ id, people }: (typeof seedSessions)[number]) =>
  [
    { role: 'chair', person: people.chair },
    ...(people.moderator ? [{ role: 'moderator', person: people.moderator }] : []),
    ...people.panellists.map((person) => ({ role: 'panellist', person })),
  ].map(({ role, person }, position) => ({ session: id, person: `demo-${person}`, role, position }))

async function move(client: pg.Client, now: Date): Promise<void> {
  const { first, last, sessions } = datesAround(now)
  await client.query(
    `UPDATE sessions SET starts_at = moved.starts_at, ends_at = moved.ends_at
     FROM jsonb_to_recordset($1) AS moved(id text, starts_at timestamptz, ends_at timestamptz)
     WHERE sessions.id = moved.id AND sessions.forum = $2`,
    [JSON.stringify(sessions), seedForum.forum.id],
  )
  await client.query('UPDATE forums SET starts_on = $2, ends_on = $3, version = version + 1 WHERE id = $1', [
    seedForum.forum.id,
    first,
    last,
  ])
}
