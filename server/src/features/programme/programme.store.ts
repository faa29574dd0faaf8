import type { SessionKind } from '@rostrum/shared/features/programme/programme.contract.ts'
import type { Grants, SessionRole } from '@rostrum/shared/kernel/actor.ts'
import type { ForumId, PersonId, SessionId, Texts } from '@rostrum/shared/kernel/fields.ts'
import { sql } from 'kysely'
import type { Db } from '#kernel/db.ts'
import type { Personal } from '#kernel/personal.ts'

export interface ForumRow {
  id: ForumId
  slug: string
  name: Texts
  subtitle: Texts
  time_zone: string
  starts_on: string
  ends_on: string
  languages: string[]
  visibility: 'public' | 'members'
  is_demo: boolean
  version: number
}
export interface SessionRow {
  id: SessionId
  forum: ForumId
  track: string | null
  place: string | null
  kind: SessionKind
  title: Texts
  abstract: Texts
  spoken_language: string
  starts_at: Date
  ends_at: Date
}
interface Ordered {
  forum: ForumId
  position: number
}
export interface Tables {
  forums: ForumRow
  tracks: Ordered & { id: string; name: Texts; hue: number }
  places: Ordered & { id: string; name: Texts; kind: 'online' | 'hall' | 'both' }
  sessions: SessionRow
  session_people: { session: SessionId; person: PersonId; role: SessionRole; position: number }
  stars: { forum: ForumId; session: SessionId; person: PersonId; made_at: Date }
}

const selectForums = (db: Db<Tables>) =>
  db
    .selectFrom('forums')
    .select(['id', 'slug', 'name', 'subtitle', 'time_zone', 'languages', 'visibility', 'is_demo', 'version'])
    // As text: a date has no time zone, and must not be given one on the way.
    .select([sql<string>`starts_on::text`.as('starts_on'), sql<string>`ends_on::text`.as('ends_on')])

/** Public ones, and those of this list. */
export const forums = (db: Db<Tables>, mine: readonly string[]): Promise<ForumRow[]> =>
  selectForums(db)
    .where((eb) =>
      eb.or([eb('visibility', '=', 'public'), eb('id', '=', sql<ForumId>`any(${mine}::text[])`)]),
    )
    .orderBy('starts_on', 'desc')
    .orderBy('id')
    .limit(200)
    .execute()

export const openForums = (db: Db<Tables>) =>
  db.selectFrom('forums').select('id').where('visibility', '=', 'public').orderBy('id').execute()

export const forumBySlug = (db: Db<Tables>, slug: string): Promise<ForumRow | undefined> =>
  selectForums(db).where('slug', '=', slug).executeTakeFirst()

export const forumById = (db: Db<Tables>, id: ForumId): Promise<ForumRow | undefined> =>
  selectForums(db).where('id', '=', id).executeTakeFirst()

export const tracks = (db: Db<Tables>, forum: ForumId) =>
  db
    .selectFrom('tracks')
    .select(['id', 'name', 'hue'])
    .where('forum', '=', forum)
    .orderBy('position')
    .orderBy('id')
    .execute()

export const places = (db: Db<Tables>, forum: ForumId) =>
  db
    .selectFrom('places')
    .select(['id', 'name', 'kind'])
    .where('forum', '=', forum)
    .orderBy('position')
    .orderBy('id')
    .execute()

/** Without abstracts: they are most of the bytes, and only one is read at a time. */
export const sessionsOf = (db: Db<Tables>, forum: ForumId) =>
  db
    .selectFrom('sessions')
    .select(['id', 'track', 'place', 'kind', 'title', 'spoken_language', 'starts_at', 'ends_at'])
    .where('forum', '=', forum)
    .orderBy('starts_at')
    .orderBy('id')
    .execute()

export const peopleOf = (db: Db<Tables>, forum: ForumId) =>
  db
    .selectFrom('session_people')
    .innerJoin('sessions', 'sessions.id', 'session_people.session')
    .select(['session', 'person', 'role'])
    .where('sessions.forum', '=', forum)
    .orderBy('session')
    .orderBy('session_people.position')
    .orderBy('person')
    .execute()

export const session = (db: Db<Tables>, id: SessionId): Promise<SessionRow | undefined> =>
  db.selectFrom('sessions').selectAll().where('id', '=', id).executeTakeFirst()

export const peopleIn = (db: Db<Tables>, session: SessionId) =>
  db
    .selectFrom('session_people')
    .select(['person', 'role'])
    .where('session', '=', session)
    .orderBy('position')
    .orderBy('person')
    .execute()

export async function sessionRoles(
  db: Db<Tables>,
  people: readonly PersonId[],
): Promise<ReadonlyMap<PersonId, Grants['sessions']>> {
  const rows = await db
    .selectFrom('session_people')
    .select(['session', 'person', 'role'])
    .where('person', '=', sql<PersonId>`any(${people}::text[])`)
    .orderBy('session')
    .orderBy('role')
    .execute()
  const roles = new Map<PersonId, Grants['sessions']>()
  for (const { person, session, role } of rows) {
    const sessions = roles.get(person) ?? {}
    roles.set(person, { ...sessions, [session]: [...(sessions[session] ?? []), role] })
  }
  return roles
}

export const forumOf = (db: Db<Tables>, session: SessionId) =>
  db.selectFrom('sessions').select('forum').where('id', '=', session).executeTakeFirst()

/** By person, each list by id, at most `limit` long. */
export async function starsOf(db: Db<Tables>, people: readonly PersonId[], limit: number) {
  const rows = await db
    .selectFrom('stars')
    .select(['person', 'session'])
    .where('person', '=', sql<PersonId>`any(${people}::text[])`)
    .orderBy('person')
    .orderBy('session')
    .execute()
  const byPerson = Map.groupBy(rows, (it) => it.person)
  return people.map((it) => (byPerson.get(it) ?? []).slice(0, limit).map(({ session }) => session))
}

export const countStars = async (db: Db<Tables>, person: PersonId): Promise<number> => {
  const { count } = await db
    .selectFrom('stars')
    .select(sql<number>`count(*)::int`.as('count'))
    .where('person', '=', person)
    .executeTakeFirstOrThrow()
  return count
}

export const putStar = (db: Db<Tables>, row: Tables['stars']) =>
  db
    .insertInto('stars')
    .values(row)
    .onConflict((it) => it.doNothing())

export const removeStar = (db: Db<Tables>, person: PersonId, session: SessionId) =>
  db.deleteFrom('stars').where('person', '=', person).where('session', '=', session)

export const withForum = (db: Db<Tables>, session: SessionId) =>
  db
    .selectFrom('sessions')
    .innerJoin('forums', 'forums.id', 'sessions.forum')
    .select(['forums.id as forum', 'forums.visibility'])
    .where('sessions.id', '=', session)
    .executeTakeFirst()

/** What people do in the programme, and what of it they want to see. */
export const personal: readonly Personal[] = [
  {
    rows: 'session_people',
    whose: sql`person`,
    forget: (person) => sql`
      WITH gone AS (DELETE FROM session_people WHERE person = ${person} RETURNING session)
      UPDATE forums SET version = version + 1
      WHERE id IN (SELECT forum FROM sessions WHERE id IN (SELECT session FROM gone))`,
  },
  { rows: 'stars', whose: sql`person` },
]
