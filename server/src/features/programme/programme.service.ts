import type { ForumId, PersonId, SessionId } from '@rostrum/shared/kernel/fields.ts'
import type { Db } from '#kernel/db.ts'
import * as store from './programme.store.ts'
import type { Tables } from './programme.store.ts'

export function createProgramme({ db }: { readonly db: Db<Tables> }) {
  // A session never changes its forum, so what is known stays true; what is not there is asked again.
  const forums = new Map<SessionId, ForumId>()

  return {
    sessionRoles: (people: readonly PersonId[]) => store.sessionRoles(db, people),

    async forumOf(session: SessionId): Promise<ForumId | undefined> {
      const known = forums.get(session)
      if (known) return known
      const found = await store.forumOf(db, session)
      if (found) forums.set(session, found.forum)
      return found?.forum
    },
  }
}
