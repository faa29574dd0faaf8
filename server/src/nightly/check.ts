import pg from 'pg'

const BROKEN = `
  SELECT 'channels with a hole in their story' AS what, count(*)::int AS n FROM (
    SELECT 1 FROM channels c LEFT JOIN events e ON e.channel = c.id GROUP BY c.id, c.seq
    HAVING coalesce(max(e.seq), c.seq) <> c.seq OR count(e.seq) <> coalesce(max(e.seq) - min(e.seq) + 1, 0)) AS holes
  UNION ALL SELECT 'questions with a wrong total', count(*)::int FROM questions q
    WHERE votes <> (SELECT count(*) FROM question_votes v WHERE v.question = q.id)
  UNION ALL SELECT 'entries of the audit log that do not follow from the one before', count(*)::int FROM (
    SELECT a.hash = audit_hash(a) AND a.previous = lag(a.hash, 1, '\\x'::bytea) OVER w
      AND a.seq = lag(a.seq, 1, 0) OVER w + 1 AS whole
    FROM audit_log a WINDOW w AS (PARTITION BY forum ORDER BY seq)) AS chain WHERE NOT whole
  UNION ALL SELECT 'audit logs without their end', count(*)::int FROM audit_heads h
    WHERE h.seq > 0 AND NOT EXISTS (
      SELECT 1 FROM audit_log a WHERE (a.forum, a.seq, a.hash) = (h.forum, h.seq, h.hash))`

/**
 * What a database says that cannot be, in words and numbers; nothing, when all is well. What is too old has been removed
 * from the stories, so a story may begin late; it may not have a hole, nor end early.
 */
export async function findBroken(connection: pg.ClientConfig): Promise<string[]> {
  const client = new pg.Client(connection)
  await client.connect()
  try {
    const { rows } = await client.query<{ what: string; n: number }>(BROKEN)
    return rows.filter((it) => it.n > 0).map(({ what, n }) => `${n} ${what}`)
  } finally {
    await client.end()
  }
}
