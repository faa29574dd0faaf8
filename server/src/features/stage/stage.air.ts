import { maxOnAir } from '@rostrum/shared/features/stage/stage.contract.ts'
import type { MyStage, Source, stage } from '@rostrum/shared/features/stage/stage.contract.ts'
import { mayTakeOffAir, sourcesOf, stageRoleOf } from '@rostrum/shared/features/stage/stage.policy.ts'
import { Failure } from '@rostrum/shared/kernel/failure.ts'
import type { PersonId, SessionId } from '@rostrum/shared/kernel/fields.ts'
import type { Handlers } from '#kernel/feature.ts'
import { known, placeOf } from './stage.asks.ts'
import type { Ctx, StageQuestions } from './stage.asks.ts'
import { withdrawOpen } from './stage.invitations.ts'
import * as store from './stage.store.ts'
import type { OnAirRow, Tables } from './stage.store.ts'

type AirCommand = 'bringOnAir' | 'takeOffAir' | 'remove' | 'stop'

/** Who is on air, and what of them: all of it is decided here, and the media server is made to follow. */
export function airHandlers(ask: StageQuestions): Pick<Handlers<typeof stage, Tables>, AirCommand> {
  return {
    async bringOnAir(ctx, { session, person }) {
      const { card, standing } = await known(ask, session, person)
      const role = stageRoleOf(standing)
      if (role === 'guest') throw new Failure('forbidden') // somebody of the audience is asked first
      await putOnAir(ask, ctx, { session, person, card, role, since: ctx.now, stopped: [] })
      ask.record(ctx, { session, act: 'bringOnAir', person, before: null, after: { role } })
      return null
    },

    async takeOffAir(ctx, { session, person }) {
      if (!mayTakeOffAir(ctx.standing, person)) throw new Failure('forbidden')
      const row = await leaveAir(ctx, session, person)
      if (!row) return null
      tellPerson(ctx, session, person, null)
      const before = { role: row.role }
      if (person !== ctx.actor.id)
        ask.record(ctx, { session, act: 'takeOffAir', person, before, after: null })
      return null
    },

    async remove(ctx, { session, person }) {
      const [isCheckedIn, invitation] = await Promise.all([
        store.checkedIn(ctx.db, session, person),
        store.invitation(ctx.db, session, person),
      ])
      const row = await leaveAir(ctx, session, person)
      // Whoever is here can be removed, also when they are nobody in this forum any more; else it must be one of its people.
      if (!row && !isCheckedIn && !invitation) await known(ask, session, person)
      await withdrawOpen(ctx, session, person)
      if (isCheckedIn) {
        ctx.write(store.checkOut(ctx.db, session, person))
        ctx.publish('checkedOut', { id: person }, session)
      }
      ctx.write(store.bar(ctx.db, session, person))
      tellPerson(ctx, session, person, store.removedFrom(session))
      const before = row ? { role: row.role } : null
      ask.record(ctx, { session, act: 'remove', person, before, after: null })
      return null
    },

    async stop(ctx, { session, person, source, on }) {
      const row = await onAirRow(ctx, session, person)
      const others = row.stopped.filter((it) => it.source !== source)
      if (others.length < row.stopped.length === on) return null
      const { card } = await known(ask, session, ctx.actor.id)
      const stopped = on ? [...others, { source, by: card }] : others
      const after = { ...row, stopped: stopped.toSorted((a, b) => (a.source < b.source ? -1 : 1)) }
      ctx.write(store.setStopped(ctx.db, after))
      ctx.publish('wentOnAir', store.onAirView(after), session)
      tellPerson(ctx, session, person, store.onAirOf(session, after.stopped))
      if (on && source === 'screen') await releaseScreen(ctx, session, person)
      ask.record(ctx, { session, act: 'stop', person, before: row.stopped, after: after.stopped })
      return null
    },
  }
}

/** What everyone looks at. */
export const lookHandlers: Pick<Handlers<typeof stage, Tables>, 'spotlight' | 'share'> = {
  async spotlight(ctx, { session, person }) {
    if (person !== null) await onAirRow(ctx, session, person)
    ctx.write(store.changeStage(ctx.db, session, { spotlight: person }))
    ctx.publish('spotlightSet', { person }, session)
    return null
  },

  async share(ctx, { session, on }) {
    const person = ctx.actor.id
    if (!on) return releaseScreen(ctx, session, person)
    const [row, now] = await Promise.all([onAirRow(ctx, session, person), store.stage(ctx.db, session)])
    if (!mayUse(row, 'screen')) throw new Failure('forbidden')
    const takesOver = row.role === 'chair' || row.role === 'moderator'
    if (now?.sharing && now.sharing !== person && !takesOver)
      throw new Failure('conflict', { person: now.sharing })
    ctx.write(store.changeStage(ctx.db, session, { sharing: person }))
    ctx.publish('sharingSet', { person }, session)
    return null
  },
}

/** On air, and told to everyone; before *live* this prepares. Who is on air already stays as they are. */
export async function putOnAir(ask: StageQuestions, ctx: Ctx, row: OnAirRow): Promise<void> {
  const place = await placeOf(ask, row.session)
  const [there, now] = await Promise.all([store.onAir(ctx.db, row.session), store.stage(ctx.db, row.session)])
  if (there.some((it) => it.person === row.person)) return
  if (there.length >= maxOnAir || now?.state === 'ended') throw new Failure('closed')
  ctx.write(store.ensureStage(ctx.db, { ...place, now: ctx.now }))
  ctx.write(store.putOnAir(ctx.db, row))
  ctx.write(store.unbar(ctx.db, row.session, row.person))
  ctx.publish('wentOnAir', store.onAirView(row), row.session)
  tellPerson(ctx, row.session, row.person, store.onAirOf(row.session, row.stopped))
}

/** The end sends everyone off air; that is what `stateSet` with `ended` says, so only the persons are told. */
export async function clearAir(ctx: Ctx, session: SessionId): Promise<void> {
  const there = await store.onAir(ctx.db, session)
  ctx.write(store.clearOnAir(ctx.db, session))
  ctx.write(store.changeStage(ctx.db, session, { spotlight: null, sharing: null }))
  for (const { person } of there) tellPerson(ctx, session, person, null)
}

const mayUse = ({ role, stopped }: OnAirRow, source: Source): boolean =>
  sourcesOf(role).includes(source) && !stopped.some((it) => it.source === source)

const tellPerson = (ctx: Ctx, session: SessionId, person: PersonId, mine: MyStage | null): void =>
  ctx.publish('myStageSet', { session, stage: mine }, person)

async function onAirRow(ctx: Ctx, session: SessionId, person: PersonId): Promise<OnAirRow> {
  const row = (await store.onAir(ctx.db, session)).find((it) => it.person === person)
  if (!row) throw new Failure('not_found')
  return row
}

/** Off air, with what they held there. Answers what they were. */
async function leaveAir(ctx: Ctx, session: SessionId, person: PersonId): Promise<OnAirRow | undefined> {
  const [there, now] = await Promise.all([store.onAir(ctx.db, session), store.stage(ctx.db, session)])
  const row = there.find((it) => it.person === person)
  if (!row) return undefined
  ctx.write(store.dropOnAir(ctx.db, session, person))
  const held = {
    ...(now?.spotlight === person ? { spotlight: null } : {}),
    ...(now?.sharing === person ? { sharing: null } : {}),
  }
  if (Object.keys(held).length > 0) ctx.write(store.changeStage(ctx.db, session, held))
  ctx.publish('leftAir', { id: person }, session)
  return row
}

async function releaseScreen(ctx: Ctx, session: SessionId, person: PersonId): Promise<null> {
  const now = await store.stage(ctx.db, session)
  if (now?.sharing !== person) return null
  ctx.write(store.changeStage(ctx.db, session, { sharing: null }))
  ctx.publish('sharingSet', { person: null }, session)
  return null
}
