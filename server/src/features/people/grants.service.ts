import type { people } from '@rostrum/shared/features/people/people.contract.ts'
import type { Grants } from '@rostrum/shared/kernel/actor.ts'
import type { ForumId, PersonId, SessionId } from '@rostrum/shared/kernel/fields.ts'
import type { Id } from '@rostrum/shared/kernel/ids.ts'
import type { Db } from '#kernel/db.ts'
import type { CommandContext, Handlers } from '#kernel/feature.ts'
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
  /** The forums these people are banned from; there they are nothing, whatever roles they were given. */
  banned(db: Db<unknown>, people: readonly PersonId[]): Promise<ReadonlyMap<PersonId, readonly ForumId[]>>
}

type Ctx = CommandContext<typeof people, Tables>

export const everyNode = 'main' as Id<'deployment'>
export const nothing: Grants = { forums: {}, sessions: {} }

/** Who is what, where: the roles given, less the forums somebody is banned from. */
export function createGrants(ask: Questions) {
  /** Every role these people hold now. Who has not said a name takes no part yet, and so is nothing anywhere. */
  async function grantsOf(db: Db<Tables>, ids: readonly PersonId[]): Promise<ReadonlyMap<PersonId, Grants>> {
    const everything = db as Db<unknown> // the other features read their own tables with it
    const [given, sessions, banned] = await Promise.all([
      store.forumRoles(db, ids),
      ask.sessionRoles(everything, ids),
      ask.banned(everything, ids),
    ])
    const grants = ids.map(async (id): Promise<[PersonId, Grants]> => {
      const own = given.get(id)
      if (!own?.isNamed) return [id, nothing]
      const all = { forums: own.forums, sessions: sessions.get(id) ?? {} }
      const out = banned.get(id) ?? []
      return [id, out.length > 0 ? await without(out, all, ask.forumOf) : all]
    })
    return new Map(await Promise.all(grants))
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

  return { grantsOf, tellGranted, personFor, attendOpenForums, grant }
}

/** What is left to somebody outside of these forums and of their sessions. */
async function without(
  out: readonly ForumId[],
  { forums, sessions }: Grants,
  forumOf: Questions['forumOf'],
): Promise<Grants> {
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
