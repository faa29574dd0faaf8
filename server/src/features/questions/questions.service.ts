import { badgeOf } from '@rostrum/shared/kernel/actor.ts'
import { Failure } from '@rostrum/shared/kernel/failure.ts'
import type { Card, PersonId, SessionId } from '@rostrum/shared/kernel/fields.ts'
import { questionLimits, questions } from '@rostrum/shared/features/questions/questions.contract.ts'
import type {
  Question,
  QuestionId,
  StagedQuestion,
} from '@rostrum/shared/features/questions/questions.contract.ts'
import { allows, mayModerate, mayWithdraw } from '@rostrum/shared/features/questions/questions.policy.ts'
import { defaultQuestionSettings } from '@rostrum/shared/features/questions/questions.state.ts'
import type { Db } from '#kernel/db.ts'
import { feature } from '#kernel/feature.ts'
import type { Context, Request } from '#kernel/feature.ts'
import { createDesk, remember, restored } from './questions.desk.ts'
import type { Ctx, DeskOptions } from './questions.desk.ts'
import * as store from './questions.store.ts'
import type { QuestionRow, Tables } from './questions.store.ts'
import { forAll, forAsker, forBackstage, forModerators, tell } from './questions.views.ts'
import { setVotes, votable, votesOf } from './questions.votes.ts'
import { wordsOf } from './questions.words.ts'

/** What questions must know and others answer. */
export interface QuestionsOptions extends Pick<DeskOptions, 'cards' | 'sessionRoles' | 'audit'> {
  /** While it holds, every question waits for a moderator, whatever the session's settings. */
  readonly panic: (session: SessionId) => Promise<boolean>
  readonly muted: (who: { readonly session: SessionId; readonly person: PersonId }) => Promise<boolean>
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

const settingsOf = async (db: Db<Tables>, session: SessionId) =>
  (await store.settings(db, session)) ?? defaultQuestionSettings

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

/** The hot one: a room of thousands on the same question. The last wish of each person counts. */
async function voteAll(
  ctx: Context<typeof questions, Tables>,
  requests: readonly Request<{ session: SessionId; question: QuestionId; on: boolean }>[],
): Promise<(null | Failure)[]> {
  const found = await votable(ctx.db, [...new Set(requests.map((it) => it.input.question))])
  const sessionOf = new Map(found.map((it) => [it.id, it.session]))
  const lawful = requests.filter(({ input }) => sessionOf.get(input.question) === input.session)
  const wishes = new Map(
    lawful.map(({ actor, input: { question, on } }) => [
      `${question} ${actor.id}`,
      { question, person: actor.id, on },
    ]),
  )
  const moved = wishes.size === 0 ? [] : await setVotes(ctx.db, [...wishes.values()])
  const totals = new Map(moved.flatMap((it) => (it.votes === null ? [] : [[it.question, it.votes]])))
  for (const [id, votes] of totals) {
    const session = sessionOf.get(id)
    if (session) ctx.publish('voted', { id, votes }, session)
  }
  for (const { question, person, on } of moved) ctx.publish('myVote', { id: question, on }, person)
  return requests.map(({ input }) =>
    sessionOf.get(input.question) === input.session ? null : new Failure('not_found'),
  )
}

export function createQuestions(options: QuestionsOptions) {
  async function cardOf(ctx: Ctx): Promise<Card> {
    const { id } = ctx.actor
    const card = (await options.cards([id])).get(id)
    if (!card) throw new Failure('forbidden')
    return { id, name: card.name, organisation: card.organisation, badge: badgeOf(ctx.standing) }
  }
  async function mayWrite(ctx: Ctx, session: SessionId): Promise<void> {
    if (await options.muted({ session, person: ctx.actor.id })) throw new Failure('forbidden')
  }

  return {
    feature: feature<typeof questions, Tables>(questions, {
      handlers: {
        ...createDesk({ ...options, cardOf }),

        async ask(ctx, { session, text, anonymous }) {
          await mayWrite(ctx, session)
          const settings = await settingsOf(ctx.db, session)
          if (!settings.open) throw new Failure('closed', { what: 'questions' })
          if (anonymous && !settings.anonymous) throw new Failure('closed', { what: 'anonymous' })
          await withinLimit(ctx, session)
          const tokens = wordsOf(text)
          const [by, panic, close_to] = await Promise.all([
            cardOf(ctx),
            options.panic(session),
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

        async configure(ctx, { session, ...wanted }) {
          if (!mayModerate(ctx.standing)) throw new Failure('forbidden')
          const before = await settingsOf(ctx.db, session)
          const after = {
            open: wanted.open ?? before.open,
            moderated: wanted.moderated ?? before.moderated,
            anonymous: wanted.anonymous ?? before.anonymous,
          }
          ctx.write(store.saveSettings(ctx.db, session, after))
          const entry = { act: 'questions.configure', session, subject: session, person: null, before, after }
          ctx.write(options.audit(ctx, entry))
          ctx.publish('configured', { session, settings: after }, session)
          return null
        },

        vote: { all: voteAll },
      },

      snapshots: {
        async session(db, session) {
          const [rows, counts, settings] = await Promise.all([
            store.listed(db, session),
            store.counts(db, session),
            settingsOf(db, session),
          ])
          return { questions: inOrder(rows.map(forAll)), counts, settings }
        },
        moderators: async (db, session) => ({
          questions: inOrder((await store.filed(db, session)).map(forModerators)),
        }),
        backstage: async (db, session): Promise<{ questions: StagedQuestion[] }> => ({
          questions: inOrder((await store.staged(db, session)).map(forBackstage)),
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
      },
    }),
  }
}

const inOrder = <T extends { readonly id: string }>(list: readonly (T | undefined)[]): T[] =>
  list.filter((it) => it !== undefined).sort((a, b) => (a.id < b.id ? -1 : 1))
