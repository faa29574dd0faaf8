import { Failure } from '@rostrum/shared/kernel/failure.ts'
import type { SessionId } from '@rostrum/shared/kernel/fields.ts'
import { questionLimits } from '@rostrum/shared/features/questions/questions.contract.ts'
import type { QuestionId, questions } from '@rostrum/shared/features/questions/questions.contract.ts'
import { allows, mayWithdraw } from '@rostrum/shared/features/questions/questions.policy.ts'
import type { Db } from '#kernel/db.ts'
import type { Handlers } from '#kernel/feature.ts'
import { remember, restored } from './questions.acts.ts'
import type { Ctx } from './questions.acts.ts'
import { askAll } from './questions.ask.ts'
import type { AskingOptions } from './questions.ask.ts'
import { keepingLists } from './questions.lists.ts'
import * as store from './questions.store.ts'
import type { QuestionRow, Tables } from './questions.store.ts'
import { forAsker, tell } from './questions.views.ts'
import { createLikeness, wordsOf } from './questions.words.ts'

/** One's own question; to anybody else it is not there. */
async function own(ctx: Ctx, session: SessionId, id: QuestionId): Promise<QuestionRow> {
  const row = await store.byId(ctx.db, session, id)
  if (row?.asker !== ctx.actor.id) throw new Failure('not_found')
  return row
}

async function withinLimit(ctx: Ctx, session: SessionId): Promise<void> {
  const { id } = ctx.actor
  const waiting = (await store.waitingOf(ctx.db, session, [id])).get(id) ?? 0
  if (waiting >= questionLimits.waitingEach) throw new Failure('closed', { what: 'waiting' })
}

/** What a person does with a question of their own. */
export function createAsking(options: AskingOptions) {
  return {
    ask: { all: askAll(options) },

    async edit(ctx, { session, question, base, text }) {
      const { id } = ctx.actor
      if ((await options.silenced(ctx.db as Db<unknown>, session, [id])).has(id))
        throw new Failure('forbidden')
      const row = await own(ctx, session, question)
      if (row.version !== base) throw new Failure('conflict', forAsker(row))
      if (!allows(row.state, 'edit')) throw new Failure('closed')
      const tokens = wordsOf(text)
      const others = (await store.standing(ctx.db, session)).filter((it) => it.id !== row.id)
      const close_to = createLikeness<QuestionId>(others).closest(tokens)
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
      await keepingLists(ctx, session, async () => {
        ctx.write(store.update(ctx.db, now))
        await tell(ctx, row, now)
      })
      return null
    },
  } satisfies Partial<Handlers<typeof questions, Tables>>
}
