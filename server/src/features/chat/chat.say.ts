import { chatLimits } from '@rostrum/shared/features/chat/chat.contract.ts'
import type { chat, ChatSettings, Closed, MessageId } from '@rostrum/shared/features/chat/chat.contract.ts'
import { maySay, slowsDown } from '@rostrum/shared/features/chat/chat.policy.ts'
import { badgeOf } from '@rostrum/shared/kernel/actor.ts'
import type { Input } from '@rostrum/shared/kernel/contract.ts'
import { Failure } from '@rostrum/shared/kernel/failure.ts'
import type { PersonId, SessionId } from '@rostrum/shared/kernel/fields.ts'
import type { Db } from '#kernel/db.ts'
import type { Context, Request } from '#kernel/feature.ts'
import * as store from './chat.store.ts'
import type { MessageRow, Tables } from './chat.store.ts'

export interface SayOptions {
  readonly cards: (
    db: Db<unknown>,
    people: readonly PersonId[],
  ) => Promise<ReadonlyMap<PersonId, { readonly name: string; readonly organisation: string | null }>>
  /** Of these people, those who may not write in this session. */
  readonly silenced: (
    db: Db<unknown>,
    session: SessionId,
    people: readonly PersonId[],
  ) => Promise<ReadonlySet<PersonId>>
  readonly panic: (db: Db<unknown>, session: SessionId) => Promise<boolean>
}
type Saying = Request<Input<typeof chat, 'say'>>
type Ctx = Context<typeof chat, Tables>

interface Room {
  readonly settings: ChatSettings
  readonly stopped: boolean
  readonly silenced: ReadonlySet<PersonId>
  /** Per author: when last, and how many lately; moved on as this batch is gone through. */
  readonly lately: Map<PersonId, store.Lately>
  readonly now: Date
}

const closed = (why: Closed['why'], until: Date | null = null) =>
  new Failure('closed', { why, until: until?.toISOString() ?? null } satisfies Closed)

/** All that were said in one room within a batch. A lane is one session, so the room is the same for all of them. */
export function sayAll(options: SayOptions) {
  return async (ctx: Ctx, requests: readonly Saying[]) => {
    const session = requests[0]?.input.session
    if (!session) return []
    const authors = [...new Set(requests.map(({ actor }) => actor.id))]
    const [room, cards, known] = await Promise.all([
      look(ctx, session, authors, options),
      options.cards(ctx.db as Db<unknown>, authors),
      references(ctx.db, session, requests),
    ])
    const rows: MessageRow[] = []
    const answers = requests.map(({ actor, standing, input }) => {
      const card = cards.get(actor.id)
      if (!card || isLost(input.answerTo, known.messages)) return new Failure('not_found')
      const refused = refusal(room, standing)
      if (refused) return refused
      const row = said(ctx, { actor, standing, input }, { card, mentioned: known.people })
      rows.push(row)
      note(room, actor.id)
      return { id: row.id }
    })
    if (rows.length > 0) ctx.write(store.insert(rows))
    for (const row of rows) ctx.publish('said', store.view(row), session)
    return answers
  }
}

const isLost = (answerTo: MessageId | undefined, messages: ReadonlySet<MessageId>) =>
  answerTo !== undefined && !messages.has(answerTo)

function note({ lately, now }: Room, author: PersonId): void {
  lately.set(author, { author, last: now, count: (lately.get(author)?.count ?? 0) + 1 })
}

interface Known {
  readonly card: { readonly name: string; readonly organisation: string | null }
  readonly mentioned: ReadonlyMap<PersonId, { readonly id: PersonId; readonly name: string }>
}

const said = (ctx: Ctx, { actor, standing, input }: Saying, { card, mentioned }: Known): MessageRow => ({
  id: ctx.newId() as MessageId,
  session: input.session,
  author: actor.id,
  by: { id: actor.id, ...card, badge: badgeOf(standing) },
  text: input.text,
  at: ctx.now,
  answer_to: input.answerTo ?? null,
  mentions: (input.mentions ?? []).flatMap((id) => mentioned.get(id) ?? []),
  removed: null,
})

async function look(
  ctx: Ctx,
  session: SessionId,
  authors: readonly PersonId[],
  { silenced, panic }: SayOptions,
): Promise<Room> {
  const everything = ctx.db as Db<unknown>
  const settings = await store.settings(ctx.db, session)
  const about = { session, authors, now: ctx.now, slowModeSeconds: settings.slowModeSeconds }
  const [stopped, quiet, lately] = await Promise.all([
    panic(everything, session),
    silenced(everything, session, authors),
    store.lately(ctx.db, about),
  ])
  return { settings, stopped, silenced: quiet, lately: new Map(lately), now: ctx.now }
}

async function references(db: Db<Tables>, session: SessionId, requests: readonly Saying[]) {
  const answered = requests.flatMap(({ input }) => input.answerTo ?? [])
  const mentioned = [...new Set(requests.flatMap(({ input }) => input.mentions ?? []))]
  const [messages, people] = await Promise.all([
    answered.length > 0 ? store.standing(db, session, answered) : new Set<MessageId>(),
    mentioned.length > 0 ? store.authors(db, session, mentioned) : new Map<PersonId, never>(),
  ])
  return { messages, people }
}

function refusal(room: Room, standing: Saying['standing']): Failure | undefined {
  if (room.silenced.has(standing.person)) return new Failure('forbidden')
  if (room.stopped) return closed('stopped')
  if (!maySay(standing, room.settings)) return closed('closed')
  const before = room.lately.get(standing.person)
  if (!before) return undefined
  const next = before.last.getTime() + room.settings.slowModeSeconds * 1_000
  if (slowsDown(standing, room.settings) && next > room.now.getTime())
    return closed('slow_mode', new Date(next))
  return before.count >= chatLimits.burst ? new Failure('too_many') : undefined
}
