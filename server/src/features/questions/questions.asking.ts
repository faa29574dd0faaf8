import { Failure } from '@rostrum/shared/kernel/failure.ts'
import type { PersonId, SessionId } from '@rostrum/shared/kernel/fields.ts'
import { questionLimits } from '@rostrum/shared/features/questions/questions.contract.ts'
import type { QuestionId, questions } from '@rostrum/shared/features/questions/questions.contract.ts'
import { allows, mayWithdraw } from '@rostrum/shared/features/questions/questions.policy.ts'
import type { Db } from '#kernel/db.ts'
import type { Handlers } from '#kernel/feature.ts'
import { remember, restored } from './questions.acts.ts'
import type { Ctx, DeskOptions } from './questions.acts.ts'
import * as store from './questions.store.ts'
import type { QuestionRow, Tables } from './questions.store.ts'
import { forAsker, tell } from './questions.views.ts'
import { wordsOf } from './questions.words.ts'

export interface AskingOptions extends Pick<DeskOptions, 'cardOf'> {
  /** While it holds, every question waits for a moderator, whatever the session's settings. */
  readonly panic: (db: Db<unknown>, session: SessionId) => Promise<boolean>
  readonly muted: (
    db: Db<unknown>,
    who: { readonly session: SessionId; readonly person: PersonId },
  ) => Promise<boolean>
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
}

/** One's own question; to anybody else it is not there. */
async function own(ctx: Ctx, session: SessionId, id: QuestionId): Promise<QuestionRow> {
  const row = await store.byId(ctx.db, session, id)
  if (row?.asker !== ctx.actor.id) throw new Failure('not_found')
  return row
}

async function withinLimit(ctx: Ctx, session: SessionId): Promise<void> {
  const waiting = await store.waitingOf(ctx.db, session, ctx.actor.id)
  if (waiting >= questionLimits.waitingEach) throw new Failure('closed', { what: 'waiting' })
}

/** What a person does with a question of their own. */
export function createAsking(options: AskingOptions) {
  async function mayWrite(ctx: Ctx, session: SessionId): Promise<void> {
    if (await options.muted(ctx.db as Db<unknown>, { session, person: ctx.actor.id }))
      throw new Failure('forbidden')
  }

  return {
    async ask(ctx, { session, text, anonymous }) {
      await mayWrite(ctx, session)
      const settings = await store.settings(ctx.db, session)
      if (!settings.open) throw new Failure('closed', { what: 'questions' })
      if (anonymous && !settings.anonymous) throw new Failure('closed', { what: 'anonymous' })
      await withinLimit(ctx, session)
      const tokens = wordsOf(text)
      const [by, panic, close_to] = await Promise.all([
        options.cardOf(ctx),
        options.panic(ctx.db as Db<unknown>, session),
        store.mostSimilar(ctx.db, { session, tokens, except: null }),
      ])
      const row: QuestionRow = {
        ...untold,
        id: ctx.newId() as QuestionId,
        session,
        asker: ctx.actor.id,
        by,
        anonymous,
        text,
        tokens,
        asked_at: ctx.now,
        state: settings.moderated || panic ? 'waiting' : 'approved',
        close_to,
        votes: 0,
        askers: 1,
        version: 1,
      }
      ctx.write(store.insert(ctx.db, row))
      await tell(ctx, undefined, row)
      return { id: row.id }
    },

    async edit(ctx, { session, question, base, text }) {
      await mayWrite(ctx, session)
      const row = await own(ctx, session, question)
      if (row.version !== base) throw new Failure('conflict', forAsker(row))
      if (!allows(row.state, 'edit')) throw new Failure('closed')
      const tokens = wordsOf(text)
      const close_to = await store.mostSimilar(ctx.db, { session, tokens, except: row.id })
      const now = { ...row, text, tokens, close_to, before: null, version: row.version + 1 }
      ctx.write(store.update(ctx.db, now))
      await tell(ctx, row, now)
      return null
    },

    async withdraw(ctx, { session, question, on }) {
      const row = await own(ctx, session, question)
      if ((row.state === 'withdrawn') === on) return null
      if (on && !mayWithdraw(row)) throw new Failure('closed')
      if (!on && !row.before) throw new Failure('closed')
      if (!on && row.before?.state === 'waiting') await withinLimit(ctx, session)
      const now: QuestionRow =
        row.before && !on
          ? restored(row, row.before)
          : { ...row, state: 'withdrawn', next: false, before: remember(row), version: row.version + 1 }
      ctx.write(store.update(ctx.db, now))
      await tell(ctx, row, now)
      return null
    },
  } satisfies Partial<Handlers<typeof questions, Tables>>
}
