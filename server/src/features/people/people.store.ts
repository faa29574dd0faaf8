import type { Grants, ForumRole } from '@rostrum/shared/kernel/actor.ts'
import type { PersonId } from '@rostrum/shared/kernel/fields.ts'
import type { Profile } from '@rostrum/shared/features/people/people.contract.ts'
import { sql } from 'kysely'
import type { Db } from '#kernel/db.ts'

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
export interface Tables {
  people: PersonRow
  memberships: { forum: string; person: PersonId; role: ForumRole }
  sign_ins: { id: string; secret_hash: Buffer; person: PersonId; expires_at: Date; ended_at: Date | null }
}

export const byIds = (db: Db<Tables>, ids: readonly PersonId[]) =>
  db
    .selectFrom('people')
    .selectAll()
    .where('id', '=', sql<PersonId>`any(${ids}::text[])`)
    .execute()

/** The person whose sign-in has this secret's hash, while it is in force. */
export const signedIn = (db: Db<Tables>, hash: Buffer, now: Date) =>
  db
    .selectFrom('sign_ins')
    .select(['id', 'person'])
    .where('secret_hash', '=', hash)
    .where('ended_at', 'is', null)
    .where('expires_at', '>', now)
    .executeTakeFirst()

export async function forumRoles(
  db: Db<Tables>,
  people: readonly PersonId[],
): Promise<ReadonlyMap<PersonId, Grants['forums']>> {
  const rows = await db
    .selectFrom('memberships')
    .select(['forum', 'person', 'role'])
    .where('person', '=', sql<PersonId>`any(${people}::text[])`)
    .orderBy('forum')
    .orderBy('role')
    .execute()
  const roles = new Map<PersonId, Grants['forums']>()
  for (const { person, forum, role } of rows) {
    const forums = roles.get(person) ?? {}
    roles.set(person, { ...forums, [forum]: [...(forums[forum] ?? []), role] })
  }
  return roles
}
