import type { moderation, Panic } from '@rostrum/shared/features/moderation/moderation.contract.ts'
import { calm } from '@rostrum/shared/features/moderation/moderation.state.ts'
import { sql } from 'kysely'
import type { Db } from '#kernel/db.ts'
import type { Handlers } from '#kernel/feature.ts'
import { audit } from './moderation.audit.ts'
import type { Ctx } from './moderation.restrictions.ts'
import * as store from './moderation.store.ts'
import type { Place, Tables } from './moderation.store.ts'

export async function panicAt(db: Db<Tables>, place: string): Promise<Panic> {
  const [row] = await store.stops(db, [place])
  return row ? { on: row.is_on, since: row.is_on ? row.at.toISOString() : null } : calm
}

/** Undefined when it was so already: setting a switch twice is no second act. */
async function set(ctx: Ctx, place: Place, on: boolean): Promise<Panic | undefined> {
  const [kind, id] = 'session' in place ? ['session', place.session] : ['forum', place.forum]
  const before = await panicAt(ctx.db, id)
  if (before.on === on) return undefined
  const after: Panic = { on, since: on ? ctx.now.toISOString() : null }
  ctx.write(sql`INSERT INTO stops (place, is_on, at) VALUES (${id}, ${on}, ${ctx.now})
    ON CONFLICT (place) DO UPDATE SET is_on = excluded.is_on, at = excluded.at`)
  const act = on ? 'moderation.stop' : 'moderation.goOn'
  ctx.write(
    audit({ ...place, actor: ctx.actor.id, act, subject: `${kind}:${id}`, before, after, at: ctx.now }),
  )
  return after
}

export const stopHandlers: Pick<Handlers<typeof moderation, Tables>, 'stop' | 'stopEverywhere'> = {
  async stop(ctx, { session, on }) {
    const panic = await set(ctx, { session }, on)
    if (panic) ctx.publish('stopped', { panic }, session)
    return null
  },
  async stopEverywhere(ctx, { forum, on }) {
    const panic = await set(ctx, { forum }, on)
    if (panic) ctx.publish('forumStopped', { panic }, forum)
    return null
  },
}
