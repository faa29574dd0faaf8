import type { AuditEntry, AuditPage } from '@rostrum/shared/features/moderation/moderation.contract.ts'
import { mayReadAudit } from '@rostrum/shared/features/moderation/moderation.policy.ts'
import { standingIn } from '@rostrum/shared/kernel/actor.ts'
import { Failure } from '@rostrum/shared/kernel/failure.ts'
import type { ForumId, PersonId, SessionId } from '@rostrum/shared/kernel/fields.ts'
import type { Db } from '#kernel/db.ts'
import { route } from '#kernel/routes.ts'
import type { Route, RouteCall } from '#kernel/routes.ts'
import { checkLog, readLog } from './moderation.audit.ts'
import type { LogRow } from './moderation.audit.ts'
import type { Who } from './moderation.restrictions.ts'

const pageSize = 50

/** Reading the log is a page and not a channel: it is long, and nobody needs it pushed. */
export function auditRoutes(db: Db<unknown>, who: Who): readonly Route[] {
  function forumFor({ actor, request }: RouteCall<'signed-in'>): ForumId {
    const forum = String(request.params['forum']) as ForumId
    if (!mayReadAudit(standingIn(actor.id, actor.grants, { forum }))) throw new Failure('forbidden')
    return forum
  }

  return [
    route('get', '/api/forums/:forum/audit', 'signed-in', async (call): Promise<AuditPage> => {
      const { before, session, actor } = call.request.query
      const rows = await readLog(db, {
        forum: forumFor(call),
        before: Number(before) > 0 ? Math.trunc(Number(before)) : 2 ** 31 - 1,
        session: typeof session === 'string' ? (session as SessionId) : null,
        actor: typeof actor === 'string' ? (actor as PersonId) : null,
        limit: pageSize + 1,
      })
      const page = rows.slice(0, pageSize)
      return {
        entries: await named(db, who, page),
        next: rows.length > pageSize ? (page.at(-1)?.seq ?? null) : null,
      }
    }),
    route('get', '/api/forums/:forum/audit/check', 'signed-in', (call) => checkLog(db, forumFor(call))),
  ]
}

const personIn = (subject: string) =>
  subject.startsWith('person:') ? (subject.slice('person:'.length) as PersonId) : null

async function named(db: Db<unknown>, who: Who, rows: readonly LogRow[]): Promise<AuditEntry[]> {
  const people = rows.flatMap(({ actor, subject }) => [actor, personIn(subject)]).filter((it) => it !== null)
  const cards = await who.cards(db, [...new Set(people)])
  const nameOf = (id: PersonId | null) => (id === null ? null : (cards.get(id)?.name ?? null))
  return rows.map((row) => ({
    seq: row.seq,
    at: row.at.toISOString(),
    actor: row.actor === null ? null : { id: row.actor, name: nameOf(row.actor) ?? '' },
    act: row.act,
    session: row.session,
    subject: row.subject,
    name: nameOf(personIn(row.subject)),
    before: row.before,
    after: row.after,
  }))
}
