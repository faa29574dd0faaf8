import { chatLimits } from '@rostrum/shared/features/chat/chat.contract.ts'
import type { ChatSettings, Message, MessageId } from '@rostrum/shared/features/chat/chat.contract.ts'
import { openChat } from '@rostrum/shared/features/chat/chat.state.ts'
import type { Card, PersonId, SessionId } from '@rostrum/shared/kernel/fields.ts'
import { sql } from 'kysely'
import type { ColumnType, Selectable } from 'kysely'
import type { Db } from '#kernel/db.ts'
import type { Personal } from '#kernel/personal.ts'
import type { Statement } from '#kernel/writes.ts'

interface MessageTable {
  id: MessageId
  session: SessionId
  author: PersonId
  by: ColumnType<Card, string, string>
  text: string | null
  at: Date
  answer_to: MessageId | null
  mentions: ColumnType<Message['mentions'], string, string>
  removed: ColumnType<Message['removed'], string | null, string | null>
}
export interface Tables {
  messages: MessageTable
  chat_settings: { session: SessionId; open: boolean; slow_mode_seconds: number }
  chat_reads: { person: PersonId; session: SessionId; message: MessageId }
}
export type MessageRow = Selectable<MessageTable>

/** As everyone sees it. */
export const view = (row: MessageRow): Message =>
  row.removed
    ? {
        id: row.id,
        by: null,
        text: null,
        at: row.at.toISOString(),
        answerTo: null,
        mentions: [],
        removed: row.removed,
      }
    : {
        id: row.id,
        by: row.by,
        text: row.text,
        at: row.at.toISOString(),
        answerTo: row.answer_to,
        mentions: row.mentions,
        removed: null,
      }

/** Oldest first: the last ones, or the last before a message. */
export async function latest(
  db: Db<Tables>,
  session: SessionId,
  limit: number,
  before?: MessageId,
): Promise<MessageRow[]> {
  const rows = await db
    .selectFrom('messages')
    .selectAll()
    .where('session', '=', session)
    .$if(before !== undefined, (it) => it.where('id', '<', before as MessageId))
    .orderBy('id', 'desc')
    .limit(limit)
    .execute()
  return rows.reverse()
}

export const message = (db: Db<Tables>, session: SessionId, id: MessageId) =>
  db.selectFrom('messages').selectAll().where('session', '=', session).where('id', '=', id).executeTakeFirst()

/** Those of these messages that are in this session and not gone. */
export async function standing(db: Db<Tables>, session: SessionId, ids: readonly MessageId[]) {
  const rows = await db
    .selectFrom('messages')
    .select('id')
    .where('session', '=', session)
    .where('id', '=', sql<MessageId>`any(${ids}::text[])`)
    .where('removed', 'is', null)
    .execute()
  return new Set(rows.map((it) => it.id))
}

export interface Lately {
  readonly author: PersonId
  readonly last: Date
  readonly count: number
}
/** What these people said lately: when last, and how often within the window. */
export async function lately(
  db: Db<Tables>,
  about: {
    readonly session: SessionId
    readonly authors: readonly PersonId[]
    readonly now: Date
    readonly slowModeSeconds: number
  },
): Promise<ReadonlyMap<PersonId, Lately>> {
  const window = new Date(about.now.getTime() - chatLimits.windowMs)
  const since = new Date(about.now.getTime() - Math.max(chatLimits.windowMs, about.slowModeSeconds * 1_000))
  const { rows } = await sql<Lately>`
    SELECT author, max(at) AS last, (count(*) FILTER (WHERE at > ${window}))::int AS count
    FROM messages WHERE session = ${about.session} AND author = any(${about.authors}::text[]) AND at > ${since}
    GROUP BY author`.execute(db)
  return new Map(rows.map((it) => [it.author, it]))
}

/** Of these people, those who have written here, named as they were then. */
export async function authors(db: Db<Tables>, session: SessionId, people: readonly PersonId[]) {
  const { rows } = await sql<{ id: PersonId; name: string }>`
    SELECT DISTINCT ON (author) author AS id, by ->> 'name' AS name FROM messages
    WHERE session = ${session} AND author = any(${people}::text[]) AND removed IS NULL
    ORDER BY author, at DESC`.execute(db)
  return new Map(rows.map((it) => [it.id, it]))
}

export const insert = (rows: readonly MessageRow[]): Statement => sql`
  INSERT INTO messages (id, session, author, by, text, at, answer_to, mentions)
  SELECT * FROM unnest(${rows.map((it) => it.id)}::text[], ${rows.map((it) => it.session)}::text[],
    ${rows.map((it) => it.author)}::text[], ${rows.map((it) => JSON.stringify(it.by))}::jsonb[],
    ${rows.map((it) => it.text)}::text[], ${rows.map((it) => it.at)}::timestamptz[],
    ${rows.map((it) => it.answer_to)}::text[], ${rows.map((it) => JSON.stringify(it.mentions))}::jsonb[])`

export const update = (db: Db<Tables>, row: MessageRow): Statement =>
  db
    .updateTable('messages')
    .set({ text: row.text, removed: row.removed && JSON.stringify(row.removed) })
    .where('session', '=', row.session)
    .where('id', '=', row.id)

/** The channel's log keeps that something was said, and not what: a replay shows the tombstone. */
export const scrub = (channel: string, tombstone: Message): Statement => sql`
  UPDATE events SET body = ${JSON.stringify(tombstone)}::json
  WHERE channel = ${channel} AND type = 'chat:said' AND body ->> 'id' = ${tombstone.id}`

export async function settings(db: Db<Tables>, session: SessionId): Promise<ChatSettings> {
  const row = await db
    .selectFrom('chat_settings')
    .selectAll()
    .where('session', '=', session)
    .executeTakeFirst()
  return row ? { open: row.open, slowModeSeconds: row.slow_mode_seconds } : openChat
}

export const saveSettings = (session: SessionId, it: ChatSettings): Statement => sql`
  INSERT INTO chat_settings VALUES (${session}, ${it.open}, ${it.slowModeSeconds})
  ON CONFLICT (session) DO UPDATE SET open = excluded.open, slow_mode_seconds = excluded.slow_mode_seconds`

export const reads = (db: Db<Tables>, people: readonly PersonId[]) =>
  sql<Tables['chat_reads']>`
    SELECT r.* FROM unnest(${people}::text[]) AS p(id)
    CROSS JOIN LATERAL (SELECT * FROM chat_reads WHERE person = p.id ORDER BY message DESC LIMIT ${chatLimits.reads}) AS r
    ORDER BY r.session`
    .execute(db)
    .then((it) => it.rows)

/** Forward only: a tab that lags behind does not make read messages new again. */
export const saveRead = (it: Tables['chat_reads']): Statement => sql`
  INSERT INTO chat_reads (person, session, message) VALUES (${it.person}, ${it.session}, ${it.message})
  ON CONFLICT (person, session) DO UPDATE SET message = greatest(chat_reads.message, excluded.message)`

/** What people have said, also what was hidden, and how far they have read. */
export const personal: readonly Personal[] = [
  {
    rows: 'messages',
    whose: sql`author`,
    without: ['mentions', 'removed'],
    forget: (person) => sql`
      UPDATE messages SET text = NULL, mentions = '[]', removed = '{"by": "author", "reason": null}'
      WHERE author = ${person}`,
  },
  { rows: 'chat_reads', whose: sql`person` },
]
