import type { AuditCheck } from '@rostrum/shared/features/moderation/moderation.contract.ts'
import type { ForumId, PersonId, SessionId } from '@rostrum/shared/kernel/fields.ts'
import { sql } from 'kysely'
import type { RawBuilder } from 'kysely'
import type { Db } from '#kernel/db.ts'

/** One act of somebody who runs things, with what was before it and after. `before` and `after` never hold an address. */
export interface AuditEntry {
  /** A session's act belongs to the session's forum. */
  readonly forum?: ForumId
  readonly session?: SessionId
  /** Null: the platform itself. */
  readonly actor: PersonId | null
  /** `feature.verb` */
  readonly act: string
  /** `kind:id` */
  readonly subject: string
  readonly before?: unknown
  readonly after?: unknown
  readonly at: Date
}

/** Adds to the log, in the transaction of the act itself: `ctx.write(audit({…}))`. The database chains the entries. */
export function audit(entry: AuditEntry): RawBuilder<unknown> {
  const { forum = null, session = null, actor, act, subject, before = null, after = null, at } = entry
  return sql`INSERT INTO audit_log (forum, session, actor, act, subject, before, after, at)
    SELECT coalesce(${forum}::text, (SELECT forum FROM sessions WHERE id = ${session}::text)), ${session}, ${actor}, ${act},
      ${subject}, ${JSON.stringify(before)}::jsonb, ${JSON.stringify(after)}::jsonb, ${at}`
}

export interface LogRow {
  readonly seq: number
  readonly session: SessionId | null
  readonly actor: PersonId | null
  readonly act: string
  readonly subject: string
  readonly before: unknown
  readonly after: unknown
  readonly at: Date
}

export interface AuditQuery {
  readonly forum: ForumId
  readonly before: number
  readonly limit: number
  readonly session: SessionId | null
  readonly actor: PersonId | null
}

/** Newest first. */
export async function readLog(db: Db<unknown>, query: AuditQuery): Promise<LogRow[]> {
  const { rows } = await sql<LogRow>`
    SELECT seq, session, actor, act, subject, before, after, at FROM audit_log
    WHERE forum = ${query.forum} AND seq < ${query.before}
      AND (${query.session}::text IS NULL OR session = ${query.session})
      AND (${query.actor}::text IS NULL OR actor = ${query.actor})
    ORDER BY seq DESC LIMIT ${query.limit}`.execute(db)
  return rows
}

/** Computes every hash again. It finds what was changed, left out, put in, or cut off at the end. */
export async function checkLog(db: Db<unknown>, forum: ForumId): Promise<AuditCheck> {
  const { rows } = await sql<{ entries: number; hash: string; broken: number | null }>`
    WITH chain AS (
      SELECT a.seq, a.hash,
        a.hash = audit_hash(a)
          AND a.previous = lag(a.hash, 1, '\\x'::bytea) OVER w
          AND a.seq = lag(a.seq, 1, 0) OVER w + 1 AS whole
      FROM audit_log a WHERE forum = ${forum} WINDOW w AS (ORDER BY seq)),
    last AS (SELECT seq, hash FROM chain ORDER BY seq DESC LIMIT 1)
    SELECT (SELECT count(*)::int FROM chain) AS entries,
      coalesce((SELECT encode(hash, 'hex') FROM last), '') AS hash,
      coalesce((SELECT min(seq) FROM chain WHERE NOT whole),
        (SELECT coalesce(h.seq, l.seq) FROM (SELECT seq, hash FROM audit_heads WHERE forum = ${forum}) h
         FULL JOIN last l ON true
         WHERE (h.seq, h.hash) IS DISTINCT FROM (coalesce(l.seq, 0), coalesce(l.hash, '\\x')))
      ) AS broken`.execute(db)
  const it = rows[0]
  return { entries: it?.entries ?? 0, hash: it?.hash ?? '', brokenAt: it?.broken ?? null }
}
