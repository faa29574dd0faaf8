import type { Grants, ForumRole } from '@rostrum/shared/kernel/actor.ts'
import type { ForumId, PersonId } from '@rostrum/shared/kernel/fields.ts'
import type { Profile } from '@rostrum/shared/features/people/people.contract.ts'
import { sql } from 'kysely'
import type { Generated } from 'kysely'
import type { Db } from '#kernel/db.ts'
import { countsOf } from '#kernel/personal.ts'
import type { Personal } from '#kernel/personal.ts'

export interface PersonRow {
  id: PersonId
  email: string
  name: string
  organisation: string | null
  country: string | null
  stakeholder_group: Profile['stakeholderGroup']
  language: string
  languages: string[]
  time_zone: string | null
  gender: string | null
  listed: boolean
  version: number
}
type NewPerson = { [K in keyof PersonRow]: K extends 'id' | 'email' ? PersonRow[K] : Generated<PersonRow[K]> }

export interface Tables {
  people: NewPerson
  memberships: { forum: ForumId; person: PersonId; role: ForumRole }
  sign_ins: {
    id: string
    secret_hash: Buffer
    person: PersonId
    made_at: Date
    expires_at: Date
    ended_at: Date | null
    seen_at: Date
    browser: string | null
    system: string | null
    kept: boolean
    browser_hash: Buffer | null
  }
  sign_in_links: {
    id: string
    email: string
    token_hash: Buffer | null
    browser_hash: Buffer | null
    next: string
    language: string
    asked_from: string
    asked_at: Date
    expires_at: Date | null
    used_at: Date | null
  }
}

export const byIds = (db: Db<Tables>, ids: readonly PersonId[]): Promise<PersonRow[]> =>
  db
    .selectFrom('people')
    .selectAll()
    .where('id', '=', sql<PersonId>`any(${ids}::text[])`)
    .execute()

/** Those of these people who agreed to be listed, by name, after one of them; and how many there are in all. */
export async function listedAmong(
  db: Db<Tables>,
  it: {
    readonly people: readonly PersonId[]
    readonly search: string
    readonly after: PersonId | null
    readonly limit: number
  },
) {
  const pattern = `%${it.search.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`
  const { rows } = await sql<{ id: PersonId; name: string; organisation: string | null; count: number }>`
    WITH here AS (
      SELECT id, name, organisation FROM people WHERE id = any(${it.people}::text[]) AND listed
        AND (name ILIKE ${pattern} OR organisation ILIKE ${pattern} OR country ILIKE ${pattern}))
    SELECT *, (SELECT count(*)::int FROM here) AS count FROM here
    WHERE ${it.after}::text IS NULL OR (name, id) > (SELECT name, id FROM people WHERE id = ${it.after})
    ORDER BY name, id LIMIT ${it.limit}`.execute(db)
  return {
    people: rows.map(({ id, name, organisation }) => ({ id, name, organisation })),
    count: rows[0]?.count ?? 0,
  }
}

export const byEmail = (db: Db<Tables>, email: string) =>
  db.selectFrom('people').select(['id', 'name']).where('email', '=', email).executeTakeFirst()

export const insert = (db: Db<Tables>, row: { id: PersonId; email: string; language: string }) =>
  db.insertInto('people').values(row)

export const update = (db: Db<Tables>, { id, ...row }: PersonRow) =>
  db.updateTable('people').set(row).where('id', '=', id)

export const join = (db: Db<Tables>, row: Tables['memberships']) =>
  db
    .insertInto('memberships')
    .values(row)
    .onConflict((it) => it.doNothing())

export const leave = (db: Db<Tables>, { forum, person, role }: Tables['memberships']) =>
  db
    .deleteFrom('memberships')
    .where('forum', '=', forum)
    .where('person', '=', person)
    .where('role', '=', role)

/** What these people were made in forums, and whether they have said their name. */
export async function forumRoles(
  db: Db<Tables>,
  people: readonly PersonId[],
): Promise<ReadonlyMap<PersonId, { readonly isNamed: boolean; readonly forums: Grants['forums'] }>> {
  const rows = await db
    .selectFrom('people')
    .leftJoin('memberships', 'memberships.person', 'people.id')
    .select(['people.id', 'people.name', 'memberships.forum', 'memberships.role'])
    .where('people.id', '=', sql<PersonId>`any(${people}::text[])`)
    .orderBy('memberships.forum')
    .orderBy('memberships.role')
    .execute()
  const roles = new Map<PersonId, { isNamed: boolean; forums: Grants['forums'] }>()
  for (const { id, name, forum, role } of rows) {
    const forums = roles.get(id)?.forums ?? {}
    const more = forum && role ? { [forum]: [...(forums[forum] ?? []), role] } : {}
    roles.set(id, { isNamed: name !== '', forums: { ...forums, ...more } })
  }
  return roles
}

/** Who people are. A link somebody asked for is the address's; from which network it was asked may be somebody else's. */
export const personal: readonly Personal[] = [
  {
    rows: 'people',
    whose: sql`id`,
    forget: (person) => sql`
      UPDATE people SET email = 'gone-' || lower(id) || '@deleted.invalid', name = '', organisation = NULL,
        country = NULL, stakeholder_group = NULL, language = 'en', languages = '{}', time_zone = NULL,
        gender = NULL, listed = false, version = version + 1
      WHERE id = ${person}`,
  },
  { rows: 'memberships', whose: sql`person` },
  { rows: 'sign_ins', whose: sql`person`, without: ['secret_hash', 'browser_hash'] },
  {
    rows: 'sign_in_links',
    whose: sql`(SELECT p.id FROM people p WHERE p.email = sign_in_links.email)`,
    without: ['token_hash', 'browser_hash', 'asked_from'],
  },
]

/** Whom somebody who has seen these rows knows something about: for each person, of what and how much. In one query. */
export async function affected(db: Db<Tables>, all: readonly Personal[], forum: ForumId | null) {
  const { rows } = await sql<Affected>`
    WITH held AS (${countsOf(all)})
    SELECT p.id, p.email, p.language, jsonb_object_agg(h.rows, h.count) AS held
    FROM held h JOIN people p ON p.id = h.person
    WHERE ${forum}::text IS NULL OR EXISTS (SELECT FROM memberships m WHERE m.person = p.id AND m.forum = ${forum})
    GROUP BY p.id ORDER BY p.id`.execute(db)
  return rows
}
export interface Affected {
  readonly id: PersonId
  readonly email: string
  readonly language: string
  readonly held: Readonly<Record<string, number>>
}
