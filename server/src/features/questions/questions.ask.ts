import { badgeOf } from '@rostrum/shared/kernel/actor.ts'
import type { Input } from '@rostrum/shared/kernel/contract.ts'
import { Failure } from '@rostrum/shared/kernel/failure.ts'
import type { PersonId, SessionId } from '@rostrum/shared/kernel/fields.ts'
import { questionLimits } from '@rostrum/shared/features/questions/questions.contract.ts'
import type {
  QuestionId,
  QuestionSettings,
  questions,
} from '@rostrum/shared/features/questions/questions.contract.ts'
import type { Db } from '#kernel/db.ts'
import type { Context, Request } from '#kernel/feature.ts'
import type { DeskOptions } from './questions.acts.ts'
import * as store from './questions.store.ts'
import type { QuestionRow, Tables } from './questions.store.ts'
import { show, tellCounts } from './questions.views.ts'
import { createLikeness, wordsOf } from './questions.words.ts'

export interface AskingOptions extends Pick<DeskOptions, 'cards'> {
  /** While it holds, every question waits for a moderator, whatever the session's settings. */
  readonly panic: (db: Db<unknown>, session: SessionId) => Promise<boolean>
  /** Of these people, those who may not write in this session. */
  readonly silenced: (
    db: Db<unknown>,
    session: SessionId,
    people: readonly PersonId[],
  ) => Promise<ReadonlySet<PersonId>>
}
type Asking = Request<Input<typeof questions, 'ask'>>
type Ctx = Context<typeof questions, Tables>

interface Room {
  readonly settings: QuestionSettings
  readonly stopped: boolean
  readonly silenced: ReadonlySet<PersonId>
  /** How many of each asker wait; moved on as this batch is gone through. */
  readonly waiting: Map<PersonId, number>
}

const untold = {
  reason: null,
  label: null,
  assigned: null,
  next: false,
  answer: null,
  answering_since: null,
  merged_into: null,
  decided_by: null,
  before: null,
  votes: 0,
  askers: 1,
  version: 1,
}

/**
 * All that were asked in one room within a batch: what a question is compared with is read once for all of them, or a few
 * hundred who ask without pause would keep those who judge from being served.
 */
export function askAll(options: AskingOptions) {
  return async (ctx: Ctx, requests: readonly Asking[]) => {
    const session = requests[0]?.input.session
    if (!session) return []
    const askers = [...new Set(requests.map(({ actor }) => actor.id))]
    const [room, cards, standing] = await Promise.all([
      look(ctx, session, askers, options),
      options.cards(askers),
      store.standing(ctx.db, session),
    ])
    const likeness = createLikeness<QuestionId>(standing)
    const rows: QuestionRow[] = []
    const answers = requests.map(({ actor, standing: as, input: { text, anonymous } }) => {
      const card = cards.get(actor.id)
      if (!card) return new Failure('forbidden')
      const refused = refusal(room, actor.id, anonymous)
      if (refused) return refused
      const tokens = wordsOf(text)
      const row: QuestionRow = {
        ...untold,
        id: ctx.newId() as QuestionId,
        session,
        asker: actor.id,
        by: { id: actor.id, name: card.name, organisation: card.organisation, badge: badgeOf(as) },
        anonymous,
        text,
        tokens,
        asked_at: ctx.now,
        state: room.settings.moderated || room.stopped ? 'waiting' : 'approved',
        close_to: likeness.closest(tokens),
      }
      likeness.add({ id: row.id, tokens })
      if (row.state === 'waiting') room.waiting.set(actor.id, (room.waiting.get(actor.id) ?? 0) + 1)
      rows.push(row)
      return { id: row.id }
    })
    for (const row of rows) ctx.write(store.insert(ctx.db, row))
    for (const row of rows) show(ctx, undefined, row)
    if (rows.length > 0) await tellCounts(ctx, session)
    return answers
  }
}

async function look(
  ctx: Ctx,
  session: SessionId,
  askers: readonly PersonId[],
  { panic, silenced }: AskingOptions,
): Promise<Room> {
  const everything = ctx.db as Db<unknown>
  const [settings, stopped, quiet, waiting] = await Promise.all([
    store.settings(ctx.db, session),
    panic(everything, session),
    silenced(everything, session, askers),
    store.waitingOf(ctx.db, session, askers),
  ])
  return { settings, stopped, silenced: quiet, waiting: new Map(waiting) }
}

function refusal({ settings, silenced, waiting }: Room, asker: PersonId, anonymous: boolean) {
  if (silenced.has(asker)) return new Failure('forbidden')
  if (!settings.open) return new Failure('closed', { what: 'questions' })
  if (anonymous && !settings.anonymous) return new Failure('closed', { what: 'anonymous' })
  return (waiting.get(asker) ?? 0) >= questionLimits.waitingEach
    ? new Failure('closed', { what: 'waiting' })
    : undefined
}
