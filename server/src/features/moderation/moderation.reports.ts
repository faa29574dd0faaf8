import { moderationLimits } from '@rostrum/shared/features/moderation/moderation.contract.ts'
import type {
  Evidence,
  moderation,
  Report,
  Rule,
  Target,
} from '@rostrum/shared/features/moderation/moderation.contract.ts'
import { standingIn } from '@rostrum/shared/kernel/actor.ts'
import { Failure } from '@rostrum/shared/kernel/failure.ts'
import type { PersonId, SessionId } from '@rostrum/shared/kernel/fields.ts'
import type { Db } from '#kernel/db.ts'
import type { Handlers } from '#kernel/feature.ts'
import { audit } from './moderation.audit.ts'
import { cardOf, placeOf } from './moderation.restrictions.ts'
import type { Ctx, Who } from './moderation.restrictions.ts'
import * as store from './moderation.store.ts'
import type { ReportRow, Tables } from './moderation.store.ts'
import { receiptView, reportView } from './moderation.views.ts'

/** What a message or question says at this moment; asked of the feature it belongs to. */
export type EvidenceOf = (
  db: Db<unknown>,
  about: { readonly session: SessionId; readonly target: Target },
) => Promise<Evidence | undefined>

const windowMs = 10 * 60_000

interface Reported {
  readonly session: SessionId
  readonly target: Target
  readonly reason: Rule
  readonly note: string | null
}

export function reportHandlers(
  who: Who,
  evidenceOf: EvidenceOf,
): Pick<Handlers<typeof moderation, Tables>, 'report'> {
  async function seen(ctx: Ctx, { session, target }: Reported): Promise<Evidence> {
    if (target.kind !== 'person') {
      const found = await evidenceOf(ctx.db as Db<unknown>, { session, target })
      if (!found) throw new Failure('not_found')
      return found
    }
    const person = target.id as PersonId
    const { forum } = await placeOf(who, session)
    const grants = (await who.grants(ctx.db as Db<unknown>, [person])).get(person) ?? {
      forums: {},
      sessions: {},
    }
    const by = await cardOf(ctx.db, who, standingIn(person, grants, { forum, session }))
    return { by, text: null, at: null }
  }

  async function first(ctx: Ctx, input: Reported): Promise<ReportRow> {
    const { session, target, reason, note } = input
    const { forum } = await placeOf(who, session)
    const row: ReportRow = {
      id: ctx.newId() as Report['id'],
      forum,
      session,
      target_kind: target.kind,
      target_id: target.id,
      evidence: await seen(ctx, input),
      count: 1,
      reasons: { [reason]: 1 },
      words: note ? [note] : [],
      first_at: ctx.now,
      last_at: ctx.now,
      outcome: null,
      settled_by: null,
      version: 1,
    }
    ctx.write(ctx.db.insertInto('reports').values({ ...row, ...texts(row), settled_by: null }))
    return row
  }

  return {
    async report(ctx, input) {
      const { target, reason, note } = input
      const before = await store.notesSince(ctx.db, ctx.actor.id, new Date(ctx.now.getTime() - windowMs))
      const open = await store.openReport(ctx.db, input.session, target)
      // Saying it twice says no more; and it does not tell how many others said it.
      if (open && (await hasReported(ctx, open.id))) return { id: open.id }
      if (before.length >= moderationLimits.reportsEach) throw new Failure('too_many')
      const row = open ? merge(ctx, open, input) : await first(ctx, input)
      ctx.write(
        ctx.db
          .insertInto('report_notes')
          .values({ report: row.id, reporter: ctx.actor.id, reason, note, at: ctx.now }),
      )
      tell(ctx, row)
      ctx.publish(
        'myReport',
        receiptView({ ...row, reporter: ctx.actor.id, reason, at: ctx.now }),
        ctx.actor.id,
      )
      return { id: row.id }
    },
  }
}

export function settleHandler(who: Who): Pick<Handlers<typeof moderation, Tables>, 'settle'> {
  return {
    async settle(ctx, { session, report, base, outcome }) {
      const row = await store.report(ctx.db, report)
      if (!row || row.session !== session) throw new Failure('not_found')
      if (row.version !== base) throw new Failure('conflict', reportView(row))
      if (row.outcome) throw new Failure('closed')
      const by = await cardOf(ctx.db, who, ctx.standing)
      const next = { ...row, outcome, settled_by: by, version: row.version + 1 }
      ctx.write(
        ctx.db
          .updateTable('reports')
          .set({ outcome, settled_by: JSON.stringify(by), version: next.version })
          .where('id', '=', row.id),
      )
      ctx.write(
        audit({
          session,
          actor: ctx.actor.id,
          act: 'moderation.settle',
          subject: `${row.target_kind}:${row.target_id}`,
          before: reportView(row),
          after: reportView(next),
          at: ctx.now,
        }),
      )
      tell(ctx, next)
      await tellEnd(ctx, next)
      for (const it of await store.reportersOf(ctx.db, row.id))
        ctx.publish('myReport', receiptView({ ...next, ...it, id: next.id }), it.reporter)
      return null
    },
  }
}

const texts = (row: ReportRow) => ({
  evidence: JSON.stringify(row.evidence),
  reasons: JSON.stringify(row.reasons),
  words: JSON.stringify(row.words),
})

function merge(ctx: Ctx, row: ReportRow, { reason, note }: Reported): ReportRow {
  const next: ReportRow = {
    ...row,
    count: row.count + 1,
    reasons: { ...row.reasons, [reason]: (row.reasons[reason] ?? 0) + 1 },
    words: note ? [...row.words, note].slice(-moderationLimits.words) : row.words,
    last_at: ctx.now,
    version: row.version + 1,
  }
  const { count, last_at, version } = next
  ctx.write(
    ctx.db
      .updateTable('reports')
      .set({ count, last_at, version, ...texts(next) })
      .where('id', '=', row.id),
  )
  return next
}

function tell(ctx: Ctx, row: ReportRow): void {
  ctx.publish('reported', reportView(row), row.session)
  ctx.publish('deskReported', reportView(row), row.forum)
}

/** One that is settled makes room in a list of which not all is shown, for one that nobody who watches has heard of. */
async function tellEnd(ctx: Ctx, { session, forum }: ReportRow): Promise<void> {
  const [here, anywhere] = await Promise.all([
    store.lastReport(ctx.db, { session }),
    store.lastReport(ctx.db, { forum }),
  ])
  if (here) ctx.publish('reported', reportView(here), session)
  if (anywhere) ctx.publish('deskReported', reportView(anywhere), forum)
}

async function hasReported(ctx: Ctx, report: Report['id']): Promise<boolean> {
  const found = await ctx.db
    .selectFrom('report_notes')
    .select('report')
    .where('report', '=', report)
    .where('reporter', '=', ctx.actor.id)
    .executeTakeFirst()
  return found !== undefined
}
