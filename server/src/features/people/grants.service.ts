import type { people } from '@rostrum/shared/features/people/people.contract.ts'
import type { Grants } from '@rostrum/shared/kernel/actor.ts'
import type { ForumId, PersonId, SessionId } from '@rostrum/shared/kernel/fields.ts'
import type { Id } from '@rostrum/shared/kernel/ids.ts'
import type { Db } from '#kernel/db.ts'
import type { Actor, CommandContext, Handlers } from '#kernel/feature.ts'
import * as store from './people.store.ts'
import type { Tables } from './people.store.ts'

/** What people asks the rest of the product. */
export interface Questions {
  /** What the programme makes of people: their roles in sessions. */
  sessionRoles(
    db: Db<unknown>,
    people: readonly PersonId[],
  ): Promise<ReadonlyMap<PersonId, Grants['sessions']>>
  forumOf(session: SessionId): Promise<ForumId | undefined>
  /** Forums that whoever signs in may attend. */
  openForums(db: Db<unknown>, now: Date): Promise<readonly ForumId[]>
  /** What these people are shut out of: they are nothing there, whatever roles they were given. */
  shutOut(db: Db<unknown>, people: readonly PersonId[]): Promise<ReadonlyMap<PersonId, ShutOut>>
}

/** Forums somebody is banned from, and sessions they were taken out of. */
export interface ShutOut {
  readonly forums: readonly ForumId[]
  readonly sessions: readonly SessionId[]
}

/** What a person may do anywhere, as far as it is known before they come to a place. */
export type Access = Pick<Actor, 'grants' | 'removedFrom'>

type Ctx = CommandContext<typeof people, Tables>

export const everyNode = 'main' as Id<'deployment'>
export const nothing: Grants = { forums: {}, sessions: {} }
export const noAccess: Access = { grants: nothing, removedFrom: [] }

/** Who is what, where: the roles given, less the forums somebody is banned from. */
export function createGrants(ask: Questions) {
  /** For as many as are asked for, in three queries. Who has not said a name takes no part yet, and so is nothing anywhere. */
  async function accessOf(db: Db<Tables>, ids: readonly PersonId[]): Promise<ReadonlyMap<PersonId, Access>> {
    const everything = db as Db<unknown> // the other features read their own tables with it
    const [given, sessions, shutOut] = await Promise.all([
      store.forumRoles(db, ids),
      ask.sessionRoles(everything, ids),
      ask.shutOut(everything, ids),
    ])
    const access = ids.map(async (id): Promise<[PersonId, Access]> => {
      const own = given.get(id)
      if (!own?.isNamed) return [id, noAccess]
      const all = { forums: own.forums, sessions: sessions.get(id) ?? {} }
      const out = shutOut.get(id)
      if (!out) return [id, { grants: all, removedFrom: [] }]
      return [id, { grants: await without(out.forums, all, ask.forumOf), removedFrom: out.sessions }]
    })
    return new Map(await Promise.all(access))
  }

  /** Every role these people hold now. */
  async function grantsOf(db: Db<Tables>, ids: readonly PersonId[]): Promise<ReadonlyMap<PersonId, Grants>> {
    return new Map([...(await accessOf(db, ids))].map(([id, { grants }]) => [id, grants]))
  }

  /** Tells a person what they now are, and every node to act on it. */
  async function tellGranted(ctx: Ctx, person: PersonId): Promise<void> {
    const grants = (await grantsOf(ctx.db, [person])).get(person) ?? nothing
    ctx.publish('granted', { grants }, person)
    ctx.publish('accessChanged', { person }, everyNode)
  }

  /** The person with this address, made now when there is none. */
  async function personFor(ctx: Ctx, email: string, language: string): Promise<PersonId> {
    const known = await store.byEmail(ctx.db, email)
    if (known) return known.id
    const id = ctx.newId() as PersonId
    ctx.write(store.insert(ctx.db, { id, email, language }))
    return id
  }

  /** Whoever signs in attends the open forums, unless they are something there already. */
  async function attendOpenForums(ctx: Ctx, person: PersonId): Promise<void> {
    const [open, roles] = await Promise.all([
      ask.openForums(ctx.db as Db<unknown>, ctx.now),
      store.forumRoles(ctx.db, [person]),
    ])
    const missing = open.filter((forum) => !roles.get(person)?.forums[forum])
    for (const forum of missing) ctx.write(store.join(ctx.db, { forum, person, role: 'attendee' }))
    if (missing.length > 0) await tellGranted(ctx, person)
  }

  const grant: Handlers<typeof people, Tables>['grant'] = async (ctx, { email, forum, role, on }) => {
    const person = await personFor(ctx, email, 'en')
    ctx.write((on ? store.join : store.leave)(ctx.db, { forum, person, role }))
    await tellGranted(ctx, person)
    return null
  }

  return { accessOf, grantsOf, tellGranted, personFor, attendOpenForums, grant }
}

/** What is left to somebody outside of these forums and of their sessions. */
async function without(
  out: readonly ForumId[],
  { forums, sessions }: Grants,
  forumOf: Questions['forumOf'],
): Promise<Grants> {
  if (out.length === 0) return { forums, sessions }
  const left = await Promise.all(
    Object.entries(sessions).map(async ([session, roles]) => {
      const forum = await forumOf(session as SessionId)
      return forum && out.includes(forum) ? [] : [[session, roles] as const]
    }),
  )
  return {
    forums: Object.fromEntries(Object.entries(forums).filter(([forum]) => !out.includes(forum as ForumId))),
    sessions: Object.fromEntries(left.flat()),
  }
}
