import { badgeOf } from '@rostrum/shared/kernel/actor.ts'
import { Failure } from '@rostrum/shared/kernel/failure.ts'
import type { Card, SessionId } from '@rostrum/shared/kernel/fields.ts'
import { byId } from '@rostrum/shared/kernel/lists.ts'
import {
  QuestionId,
  questionLimits,
  questions,
} from '@rostrum/shared/features/questions/questions.contract.ts'
import { isPublic, mayModerate } from '@rostrum/shared/features/questions/questions.policy.ts'
import type { Db } from '#kernel/db.ts'
import { feature } from '#kernel/feature.ts'
import type { Context, Request, Snapshots } from '#kernel/feature.ts'
import type { Ctx, DeskOptions } from './questions.acts.ts'
import { createAsking } from './questions.asking.ts'
import type { AskingOptions } from './questions.ask.ts'
import { createDesk } from './questions.desk.ts'
import { filed, keepingLists, listed, shownOf, staged } from './questions.lists.ts'
import * as store from './questions.store.ts'
import type { Tables } from './questions.store.ts'
import { forAll, forAsker, forBackstage, forModerators } from './questions.views.ts'
import { setVotes, votable, votesOf } from './questions.votes.ts'
import type { Wish } from './questions.votes.ts'

/** What questions must know and others answer. */
export type QuestionsOptions = Omit<DeskOptions & AskingOptions, 'cardOf'>

/** The hot one: a room of thousands on the same question. The last wish of each person counts. */
async function voteAll(
  ctx: Context<typeof questions, Tables>,
  requests: readonly Request<{ session: SessionId; question: QuestionId; on: boolean }>[],
): Promise<(null | Failure)[]> {
  const session = requests[0]?.input.session // one lane, so one session
  if (!session) return []
  const found = await votable(ctx.db, session, [...new Set(requests.map((it) => it.input.question))])
  const lawful = requests.filter(({ input }) => found.has(input.question))
  const wishes = new Map(
    lawful.map(({ actor, input: { question, on } }) => [
      `${question} ${actor.id}`,
      { question, person: actor.id, on },
    ]),
  )
  if (wishes.size > 0) await keepingLists(ctx, session, () => vote(ctx, session, [...wishes.values()]))
  return requests.map(({ input }) => (found.has(input.question) ? null : new Failure('not_found')))
}

async function vote(
  ctx: Context<typeof questions, Tables>,
  session: SessionId,
  wishes: readonly Wish[],
): Promise<void> {
  const moved = await setVotes(ctx.db, wishes)
  const totals = new Map(moved.flatMap((it) => (it.votes === null ? [] : [[it.question, it.votes]])))
  for (const [id, votes] of totals) ctx.publish('voted', { id, votes }, session)
  for (const { question, person, on } of moved) ctx.publish('myVote', { id: question, on }, person)
}

export function createQuestions(options: QuestionsOptions) {
  async function cardOf(ctx: Ctx): Promise<Card> {
    const { id } = ctx.actor
    const card = (await options.cards([id])).get(id)
    if (!card) throw new Failure('forbidden')
    return { id, name: card.name, organisation: card.organisation, badge: badgeOf(ctx.standing) }
  }

  return {
    feature: feature<typeof questions, Tables>(questions, {
      personal: store.personal,
      handlers: {
        ...createDesk({ ...options, cardOf }),
        ...createAsking(options),

        async configure(ctx, { session, ...wanted }) {
          if (!mayModerate(ctx.standing)) throw new Failure('forbidden')
          const before = await store.settings(ctx.db, session)
          const after = {
            open: wanted.open ?? before.open,
            moderated: wanted.moderated ?? before.moderated,
            anonymous: wanted.anonymous ?? before.anonymous,
          }
          ctx.write(store.saveSettings(ctx.db, session, after))
          const subject = `session:${session}`
          ctx.write(options.audit(ctx, { act: 'questions.configure', session, subject, before, after }))
          ctx.publish('configured', { session, settings: after }, session)
          return null
        },

        vote: { all: voteAll },
      },

      snapshots,
    }),

    /** What a report of a question is about: only what its reporter could see can be reported. */
    async evidenceOf(on: Db<unknown>, { session, id }: { session: SessionId; id: string }) {
      const named = QuestionId.safeParse(id)
      const row = named.success ? await store.byId(on as Db<Tables>, session, named.data) : undefined
      if (!row || !isPublic(row.state)) return undefined
      return { by: row.by, text: row.text, at: row.asked_at.toISOString() }
    },
  }
}

const inOrder = <T extends { readonly id: string }>(list: readonly (T | undefined)[]): T[] =>
  list.filter((it) => it !== undefined).sort(byId)

const snapshots: Snapshots<typeof questions, Tables> = {
  async session(db, session) {
    const [rows, counts, settings] = await Promise.all([
      shownOf(listed, db, session),
      store.counts(db, session),
      store.settings(db, session),
    ])
    return { questions: inOrder(rows.map(forAll)), counts, settings }
  },
  moderators: async (db, session) => ({
    questions: inOrder((await shownOf(filed, db, session)).map(forModerators)),
  }),
  backstage: async (db, session) => ({
    questions: inOrder((await shownOf(staged, db, session)).map(forBackstage)),
  }),
  async person(db, people) {
    const [rows, votes] = await Promise.all([
      store.ofPeople(db, people),
      votesOf(db, people, questionLimits.votes),
    ])
    const asked = Map.groupBy(rows, (it) => it.asker)
    const voted = Map.groupBy(votes, (it) => it.person)
    return people.map((id) => ({
      mine: (asked.get(id) ?? []).map(forAsker),
      votes: (voted.get(id) ?? []).map((it) => it.question),
    }))
  },
}
