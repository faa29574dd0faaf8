import { stage } from '@rostrum/shared/features/stage/stage.contract.ts'
import { nextStates, stageRoleOf } from '@rostrum/shared/features/stage/stage.policy.ts'
import { Failure } from '@rostrum/shared/kernel/failure.ts'
import { sql } from 'kysely'
import { feature } from '#kernel/feature.ts'
import type { Feature, Handlers, Snapshots } from '#kernel/feature.ts'
import type { Personal } from '#kernel/personal.ts'
import type { Route } from '#kernel/routes.ts'
import { airHandlers, clearAir, lookHandlers, putOnAir } from './stage.air.ts'
import { known, placeOf } from './stage.asks.ts'
import type { StageQuestions } from './stage.asks.ts'
import { invitationHandlers, withdrawOpen } from './stage.invitations.ts'
import * as store from './stage.store.ts'
import type { Tables } from './stage.store.ts'

/** The commands of the stage. What they change in the media server follows from their events: see `stage.rooms.ts`. */
export function createStageFeature(ask: StageQuestions, routes: readonly Route[]): Feature {
  return feature<typeof stage, Tables>(stage, {
    routes,
    personal,
    snapshots,
    handlers: {
      ...stateHandlers(ask),
      ...airHandlers(ask),
      ...lookHandlers,
      ...invitationHandlers(ask, (ctx, row) => putOnAir(ask, ctx, row)),
    },
  })
}

function stateHandlers(
  ask: StageQuestions,
): Pick<Handlers<typeof stage, Tables>, 'setState' | 'checkIn' | 'checkOut'> {
  return {
    async setState(ctx, { session, state, countdown = 0, note = null, backAt = null, base }) {
      const place = await placeOf(ask, session)
      const before = store.phaseOf(await store.stage(ctx.db, session))
      if (before.version !== base || !nextStates(before, ctx.now).includes(state))
        throw new Failure('conflict', before)
      const isPause = state === 'paused'
      const row = {
        ...place,
        state,
        since: new Date(ctx.now.getTime() + (state === 'live' ? countdown * 1_000 : 0)),
        note: isPause ? note : null,
        back_at: isPause && backAt !== null ? new Date(backAt) : null,
        version: base + 1,
      }
      const after = store.phaseOf(row)
      ctx.write(store.saveStage(ctx.db, row))
      ctx.publish('stateSet', after, session)
      ctx.publish('listed', { id: session, state, since: after.since }, place.forum)
      if (state === 'ended') await Promise.all([clearAir(ctx, session), withdrawOpen(ctx, session)])
      ask.record(ctx, { session, act: 'setState', person: null, before, after })
      return { version: row.version }
    },

    async checkIn(ctx, { session, isReady }) {
      const person = ctx.actor.id
      const [{ card }, isRemoved, before] = await Promise.all([
        known(ask, session, person),
        store.isRemoved(ctx.db, session, person),
        store.checkedIn(ctx.db, session, person),
      ])
      if (isRemoved) throw new Failure('forbidden')
      const role = stageRoleOf(ctx.standing)
      const since = before?.since ?? ctx.now
      ctx.write(store.checkIn(ctx.db, { session, person, card, role, is_ready: isReady, since }))
      ctx.publish('checkedIn', { id: person, card, role, isReady, since: since.toISOString() }, session)
      return null
    },

    async checkOut(ctx, { session }) {
      ctx.write(store.checkOut(ctx.db, session, ctx.actor.id))
      ctx.publish('checkedOut', { id: ctx.actor.id }, session)
      return null
    },
  }
}

const snapshots: Snapshots<typeof stage, Tables> = {
  async session(db, session) {
    const [row, onAir] = await Promise.all([store.stage(db, session), store.onAir(db, session)])
    return {
      ...store.phaseOf(row),
      onAir: onAir.map(store.onAirView),
      spotlight: row?.spotlight ?? null,
      sharing: row?.sharing ?? null,
    }
  },
  async backstage(db, session) {
    const [people, invitations] = await Promise.all([
      store.backstage(db, session),
      store.invitations(db, session),
    ])
    return { people, invitations }
  },
  person: store.ofPeople,
  forum: async (db, forum) => ({ stages: await store.ofForum(db, forum) }),
}

/** Where people are on stages, or were invited to. */
const personal: readonly Personal[] = [
  { rows: 'stage_on_air', whose: sql`person`, without: ['stopped'] },
  { rows: 'stage_backstage', whose: sql`person` },
  { rows: 'stage_removed', whose: sql`person` },
  { rows: 'stage_invitations', whose: sql`person`, without: ['by'] },
]
