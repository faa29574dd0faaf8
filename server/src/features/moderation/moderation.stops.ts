import type { moderation, Panic } from '@rostrum/shared/features/moderation/moderation.contract.ts'
import { calm } from '@rostrum/shared/features/moderation/moderation.state.ts'
import type { ForumId, PersonId, SessionId } from '@rostrum/shared/kernel/fields.ts'
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

/** Who is in a room, or was within the last minutes: their line may just have broken. */
export type HereLately = (
  db: Db<unknown>,
  place: { readonly session: SessionId } | { readonly forum: ForumId },
) => Promise<readonly PersonId[]>

/** Undefined when it was so already: setting a switch twice is no second act. */
async function set(ctx: Ctx, hereLately: HereLately, place: Place, on: boolean): Promise<Panic | undefined> {
  const [kind, id] = 'session' in place ? ['session', place.session] : ['forum', place.forum]
  const before = await panicAt(ctx.db, id)
  if (before.on === on) return undefined
  const after: Panic = { on, since: on ? ctx.now.toISOString() : null }
  ctx.write(sql`INSERT INTO stops (place, is_on, at) VALUES (${id}, ${on}, ${ctx.now})
    ON CONFLICT (place) DO UPDATE SET is_on = excluded.is_on, at = excluded.at`)
  ctx.write(ctx.db.deleteFrom('stop_guests').where('place', '=', id))
  if (on) ctx.write(store.letStay(id, await hereLately(ctx.db as Db<unknown>, place)))
  const act = on ? 'moderation.stop' : 'moderation.goOn'
  ctx.write(
    audit({ ...place, actor: ctx.actor.id, act, subject: `${kind}:${id}`, before, after, at: ctx.now }),
  )
  return after
}

export const stopHandlers = (
  forumOf: (session: SessionId) => Promise<ForumId | undefined>,
  hereLately: HereLately,
): Pick<Handlers<typeof moderation, Tables>, 'stop' | 'stopEverywhere'> => ({
  async stop(ctx, { session, on }) {
    const forum = await forumOf(session)
    const panic = await set(ctx, hereLately, { session }, on)
    if (!panic || !forum) return null
    ctx.publish('stopped', { panic }, session)
    ctx.publish('doorSet', { session, isOpen: !on }, forum)
    return null
  },
  async stopEverywhere(ctx, { forum, on }) {
    const panic = await set(ctx, hereLately, { forum }, on)
    if (panic) ctx.publish('forumStopped', { panic }, forum)
    return null
  },
})
