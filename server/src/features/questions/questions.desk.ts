import { badgeOf } from '@rostrum/shared/kernel/actor.ts'
import { Failure } from '@rostrum/shared/kernel/failure.ts'
import type { Card, PersonId, SessionId } from '@rostrum/shared/kernel/fields.ts'
import {
  allows,
  isPublic,
  mayAnswer,
  mayModerate,
} from '@rostrum/shared/features/questions/questions.policy.ts'
import type { questions } from '@rostrum/shared/features/questions/questions.contract.ts'
import type { Handlers } from '#kernel/feature.ts'
import { createActs, seen } from './questions.acts.ts'
import type { Acts, Ctx, DeskOptions, Seen } from './questions.acts.ts'
import { keepingLists } from './questions.lists.ts'
import * as store from './questions.store.ts'
import type { Tables } from './questions.store.ts'
import { forAll, forModerators } from './questions.views.ts'
import { lendVotes } from './questions.votes.ts'

type Some = Partial<Handlers<typeof questions, Tables>>

/** What those who run the session do with questions. */
export function createDesk(options: DeskOptions) {
  const acts = createActs(options)
  return keeping({
    ...judging(acts, options),
    ...running(acts, options),
    ...answering(acts, options),
    undo: acts.undo,
  })
}

/** Every one of these acts may let another question into a list. */
function keeping<All extends Some>(handlers: All): All {
  const kept = Object.entries(handlers).map(([name, act]) => [
    name,
    (ctx: Ctx, input: Seen) => keepingLists(ctx, input.session, () => (act as Act)(ctx, input)),
  ])
  return Object.fromEntries(kept) as All
}
type Act = (ctx: Ctx, input: Seen) => Promise<unknown>

/** Which questions are taken. */
function judging({ move, settle }: Acts, options: DeskOptions) {
  return {
    async approve(ctx, input) {
      const row = await seen(ctx, input, 'approve')
      await move(ctx, row, { act: 'approve', state: 'approved', decided_by: await options.cardOf(ctx) })
      return null
    },

    async dismiss(ctx, input) {
      const row = await seen(ctx, input, 'dismiss')
      const decided_by = await options.cardOf(ctx)
      const { reason } = input
      await move(ctx, row, {
        act: 'dismiss',
        state: 'dismissed',
        reason,
        decided_by,
        next: false,
        answering_since: null,
      })
      return null
    },

    async merge(ctx, { into, intoBase, ...input }) {
      const row = await seen(ctx, input, 'merge')
      if (into === row.id) throw new Failure('invalid')
      const target = await seen(ctx, { session: input.session, question: into, base: intoBase }, 'absorb')
      const decided_by = await options.cardOf(ctx)
      await move(ctx, row, { act: 'merge', state: 'merged', merged_into: into, next: false, decided_by })
      await settle(ctx, target, await lendVotes(ctx.db, { from: row.id, into }), true)
      return null
    },
  } satisfies Some
}

/** Who is to answer them, in which order. */
function running({ move }: Acts, options: DeskOptions) {
  async function panellist(session: SessionId, id: PersonId): Promise<Card> {
    const [roles, cards] = await Promise.all([options.sessionRoles([id]), options.cards([id])])
    const held = roles.get(id)?.[session] ?? []
    const card = cards.get(id)
    if (!card || !held.some((it) => it === 'panellist' || it === 'chair' || it === 'moderator'))
      throw new Failure('not_found')
    const badge = badgeOf({ person: id, roles: held.map((it) => `session:${it}` as const) })
    return { id, name: card.name, organisation: card.organisation, badge }
  }

  return {
    async assign(ctx, { to, ...input }) {
      const row = await seen(ctx, input, 'assign')
      await move(ctx, row, { act: 'assign', assigned: to && (await panellist(row.session, to)) })
      return null
    },

    async label(ctx, { label, ...input }) {
      await move(ctx, await seen(ctx, input, 'label'), { act: 'label', label })
      return null
    },

    async putNext(ctx, { on, ...input }) {
      await move(ctx, await seen(ctx, input, 'putNext'), { act: 'putNext', next: on })
      return null
    },

    async answerNow(ctx, input) {
      const row = await seen(ctx, input, 'answerNow')
      const current = await store.answering(ctx.db, row.session)
      const done =
        current &&
        (await move(ctx, current, { act: 'markAnswered', state: 'answered', answering_since: null }))
      await move(ctx, row, {
        act: 'answerNow',
        state: 'answering',
        next: false,
        answering_since: ctx.now,
        displaced: done ? { id: done.id, version: done.version } : null,
      })
      return null
    },

    async markAnswered(ctx, input) {
      const row = await seen(ctx, input, 'markAnswered')
      await move(ctx, row, { act: 'markAnswered', state: 'answered', next: false, answering_since: null })
      return null
    },
  } satisfies Some
}

function answering({ move }: Acts, options: DeskOptions) {
  return {
    async answer(ctx, input) {
      const row = await store.byId(ctx.db, input.session, input.question)
      const moderates = mayModerate(ctx.standing)
      if (!row || (!moderates && !isPublic(row.state))) throw new Failure('not_found')
      if (!mayAnswer(ctx.standing, row)) throw new Failure('forbidden')
      if (row.version !== input.base)
        throw new Failure('conflict', moderates ? forModerators(row) : forAll(row))
      if (!allows(row.state, 'answer')) throw new Failure('closed')
      const by = await options.cardOf(ctx)
      await move(ctx, row, {
        act: 'answer',
        state: 'answered',
        next: false,
        answering_since: null,
        answer: { text: input.text, by, at: ctx.now.toISOString() },
        decided_by: moderates && row.state === 'waiting' ? by : row.decided_by,
      })
      return null
    },
  } satisfies Some
}
