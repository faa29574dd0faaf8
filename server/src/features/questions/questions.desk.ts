import { badgeOf } from '@rostrum/shared/kernel/actor.ts'
import type { Grants } from '@rostrum/shared/kernel/actor.ts'
import { Failure } from '@rostrum/shared/kernel/failure.ts'
import type { Card, PersonId, SessionId } from '@rostrum/shared/kernel/fields.ts'
import {
  allows,
  isPublic,
  mayAnswer,
  mayModerate,
} from '@rostrum/shared/features/questions/questions.policy.ts'
import type { QuestionAct } from '@rostrum/shared/features/questions/questions.policy.ts'
import type { QuestionId, questions } from '@rostrum/shared/features/questions/questions.contract.ts'
import type { CommandContext, Handlers } from '#kernel/feature.ts'
import type { Statement } from '#kernel/db.ts'
import * as store from './questions.store.ts'
import type { Before, QuestionRow, Standpoint, Tables } from './questions.store.ts'
import { forAll, forModerators, tell } from './questions.views.ts'
import { lendVotes, recount, returnVotes } from './questions.votes.ts'

export type Ctx = CommandContext<typeof questions, Tables>

/** One act of somebody who runs the session, for the record. */
export interface QuestionAudit {
  readonly act: string
  readonly session: SessionId
  /** What was acted on: a question, or the session's settings. */
  readonly subject: string
  /** Whose it is. */
  readonly person: PersonId | null
  readonly before: unknown
  readonly after: unknown
}

export interface DeskOptions {
  readonly cardOf: (ctx: Ctx) => Promise<Card>
  readonly cards: (
    people: readonly PersonId[],
  ) => Promise<ReadonlyMap<PersonId, Pick<Card, 'name' | 'organisation'>>>
  readonly sessionRoles: (people: readonly PersonId[]) => Promise<ReadonlyMap<PersonId, Grants['sessions']>>
  readonly audit: (ctx: Ctx, entry: QuestionAudit) => Statement
}

interface Seen {
  readonly session: SessionId
  readonly question: QuestionId
  readonly base: number
}

export const standpoint = (row: QuestionRow): Standpoint => ({
  state: row.state,
  reason: row.reason,
  label: row.label,
  assigned: row.assigned,
  next: row.next,
  answer: row.answer,
  answering_since: row.answering_since,
  merged_into: row.merged_into,
  decided_by: row.decided_by,
})
export const remember = (row: QuestionRow, displaced: Before['displaced'] = null): Before => ({
  ...standpoint(row),
  answering_since: row.answering_since?.toISOString() ?? null,
  displaced,
})
/** The question as it was before the last act, one version on: exact, but for the number. */
export function restored(row: QuestionRow, before: Before): QuestionRow {
  const { displaced: _, answering_since: since, ...rest } = before
  return {
    ...row,
    ...rest,
    answering_since: since === null ? null : new Date(since),
    before: null,
    version: row.version + 1,
  }
}

/** The question as the moderator saw it; a conflict shows what it has become. */
async function seen(ctx: Ctx, { session, question, base }: Seen, act?: QuestionAct): Promise<QuestionRow> {
  if (!mayModerate(ctx.standing)) throw new Failure('forbidden')
  const row = await store.byId(ctx.db, session, question)
  if (!row) throw new Failure('not_found')
  if (row.version !== base) throw new Failure('conflict', forModerators(row))
  if (act && !allows(row.state, act)) throw new Failure('closed')
  return row
}

export function createDesk(options: DeskOptions) {
  async function save(ctx: Ctx, was: QuestionRow, now: QuestionRow, act: string): Promise<void> {
    ctx.write(store.update(ctx.db, now))
    ctx.write(
      options.audit(ctx, {
        act: `questions.${act}`,
        session: now.session,
        subject: now.id,
        person: now.asker,
        before: { ...standpoint(was), version: was.version },
        after: { ...standpoint(now), version: now.version },
      }),
    )
    await tell(ctx, was, now)
  }

  async function move(
    ctx: Ctx,
    was: QuestionRow,
    { act, displaced, ...patch }: Partial<Standpoint> & { act: string; displaced?: Before['displaced'] },
  ): Promise<QuestionRow> {
    const now = { ...was, ...patch, before: remember(was, displaced), version: was.version + 1 }
    await save(ctx, was, now, act)
    return now
  }

  /** After a merge or its undoing: the one that remains counts anew, and everyone learns of it. */
  async function settle(ctx: Ctx, was: QuestionRow, voters: readonly PersonId[], on: boolean): Promise<void> {
    const now = { ...was, ...(await recount(ctx.db, was.id)) }
    await tell(ctx, was, now)
    for (const person of voters) ctx.publish('myVote', { id: was.id, on }, person)
  }

  async function panellist(session: SessionId, id: PersonId): Promise<Card> {
    const [roles, cards] = await Promise.all([options.sessionRoles([id]), options.cards([id])])
    const held = roles.get(id)?.[session] ?? []
    const card = cards.get(id)
    if (!card || !held.some((it) => it === 'panellist' || it === 'chair' || it === 'moderator'))
      throw new Failure('not_found')
    const badge = badgeOf({ person: id, roles: held.map((it) => `session:${it}` as const) })
    return { id, name: card.name, organisation: card.organisation, badge }
  }

  async function undo(ctx: Ctx, input: Seen): Promise<null> {
    const row = await seen(ctx, input)
    const { before } = row
    if (!before || row.state === 'withdrawn') throw new Failure('closed')
    if (before.state === 'answering' && row.state !== 'answering') {
      const other = await store.answering(ctx.db, row.session)
      if (other) throw new Failure('conflict', forModerators(other))
    }
    const into = row.merged_into ? await store.byId(ctx.db, row.session, row.merged_into) : undefined
    if (into?.state === 'merged') throw new Failure('closed')
    const displaced = before.displaced && (await store.byId(ctx.db, row.session, before.displaced.id))

    const own = into ? await recount(ctx.db, row.id) : {}
    await save(ctx, row, { ...restored(row, before), ...own }, 'undo')
    if (into) await settle(ctx, into, await returnVotes(ctx.db, { from: row.id, into: into.id }), false)
    if (displaced?.before && displaced.version === before.displaced?.version)
      await save(ctx, displaced, restored(displaced, displaced.before), 'undo')
    return null
  }

  const handlers = {
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

    undo,

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
  } satisfies Partial<Handlers<typeof questions, Tables>>
  return handlers
}
