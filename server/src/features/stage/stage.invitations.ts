import { invitationSeconds } from '@rostrum/shared/features/stage/stage.contract.ts'
import type { stage } from '@rostrum/shared/features/stage/stage.contract.ts'
import { stageRoleOf } from '@rostrum/shared/features/stage/stage.policy.ts'
import { Failure } from '@rostrum/shared/kernel/failure.ts'
import type { PersonId, SessionId } from '@rostrum/shared/kernel/fields.ts'
import type { Handlers } from '#kernel/feature.ts'
import { known } from './stage.asks.ts'
import type { Ctx, StageQuestions } from './stage.asks.ts'
import * as store from './stage.store.ts'
import type { InvitationRow, OnAirRow, Tables } from './stage.store.ts'

type InvitationCommand = 'invite' | 'withdrawInvitation' | 'answerInvitation'

/** Asking somebody of the audience to speak. Whoever comes first, the answer or the withdrawal, decides. */
export function invitationHandlers(
  ask: StageQuestions,
  putOnAir: (ctx: Ctx, row: OnAirRow) => Promise<void>,
): Pick<Handlers<typeof stage, Tables>, InvitationCommand> {
  return {
    async invite(ctx, { session, person }) {
      const [invited, by, before] = await Promise.all([
        known(ask, session, person),
        known(ask, session, ctx.actor.id),
        store.invitation(ctx.db, session, person),
      ])
      const row: InvitationRow = {
        session,
        person,
        card: invited.card,
        by: by.card,
        state: 'asked',
        asked_at: ctx.now,
        until: new Date(ctx.now.getTime() + invitationSeconds * 1_000),
        version: (before?.version ?? 0) + 1,
      }
      settle(ctx, row)
      ask.record(ctx, { session, act: 'invite', person, before: null, after: { until: row.until } })
      return { version: row.version }
    },

    async withdrawInvitation(ctx, { session, person, base }) {
      const row = await openInvitation(ctx, session, { person, base })
      settle(ctx, { ...row, state: 'withdrawn' })
      const before = { state: 'asked' }
      ask.record(ctx, { session, act: 'withdrawInvitation', person, before, after: null })
      return null
    },

    async answerInvitation(ctx, { session, accept, base }) {
      const row = await openInvitation(ctx, session, { person: ctx.actor.id, base })
      if (row.until <= ctx.now) throw new Failure('expired')
      const { person, card } = row
      const role = stageRoleOf(ctx.standing)
      if (accept) await putOnAir(ctx, { session, person, card, role, since: ctx.now, stopped: [] })
      settle(ctx, { ...row, state: accept ? 'accepted' : 'declined' })
      return null
    },
  }
}

/** Takes back what this person, or everyone, was asked and has not answered. */
export async function withdrawOpen(ctx: Ctx, session: SessionId, person?: PersonId): Promise<void> {
  const open = await store.openInvitations(ctx.db, session)
  for (const row of open)
    if (person === undefined || row.person === person) settle(ctx, { ...row, state: 'withdrawn' })
}

/** Still open, and the one they saw. */
async function openInvitation(
  ctx: Ctx,
  session: SessionId,
  seen: { readonly person: PersonId; readonly base: number },
): Promise<InvitationRow> {
  const row = await store.invitation(ctx.db, session, seen.person)
  if (!row) throw new Failure('not_found')
  if (row.state !== 'asked' || row.version !== seen.base)
    throw new Failure('conflict', { state: row.state, version: row.version })
  return row
}

function settle(ctx: Ctx, row: InvitationRow): void {
  ctx.write(store.saveInvitation(ctx.db, row))
  ctx.publish('invited', store.invitationView(row), row.session)
  ctx.publish('myInvitationSet', { session: row.session, invitation: store.myInvitation(row) }, row.person)
}
