import type { Grants, SessionRole } from '@rostrum/shared/kernel/actor.ts'
import type { ForumId, PersonId, SessionId } from '@rostrum/shared/kernel/fields.ts'
import { sql } from 'kysely'
import type { Db } from '#kernel/db.ts'

export interface Tables {
  sessions: { id: SessionId; forum: ForumId }
  forums: { id: ForumId; slug: string }
  session_people: { session: SessionId; person: PersonId; role: SessionRole }
}

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
