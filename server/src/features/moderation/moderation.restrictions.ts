import { banAloneMs } from '@rostrum/shared/features/moderation/moderation.contract.ts'
import type {
  moderation,
  Restriction,
  RestrictionKind,
  Rule,
} from '@rostrum/shared/features/moderation/moderation.contract.ts'
import { mayConfirmBan, mayRestrict } from '@rostrum/shared/features/moderation/moderation.policy.ts'
import { inForce } from '@rostrum/shared/features/moderation/moderation.state.ts'
import { badgeOf, standingIn } from '@rostrum/shared/kernel/actor.ts'
import type { Grants, Standing } from '@rostrum/shared/kernel/actor.ts'
import { Failure } from '@rostrum/shared/kernel/failure.ts'
import type { Card, ForumId, PersonId, SessionId } from '@rostrum/shared/kernel/fields.ts'
import type { Id } from '@rostrum/shared/kernel/ids.ts'
import type { Db } from '#kernel/db.ts'
import type { CommandContext, Handlers } from '#kernel/feature.ts'
import { audit } from './moderation.audit.ts'
import * as store from './moderation.store.ts'
import type { RestrictionRow, Tables } from './moderation.store.ts'
import { appealView, forModerators, forThePerson } from './moderation.views.ts'

export type Ctx = CommandContext<typeof moderation, Tables>

export interface Who {
  cards(
    db: Db<unknown>,
    people: readonly PersonId[],
  ): Promise<ReadonlyMap<PersonId, { readonly name: string; readonly organisation: string | null }>>
  grants(db: Db<unknown>, people: readonly PersonId[]): Promise<ReadonlyMap<PersonId, Grants>>
  forumOf(session: SessionId): Promise<ForumId | undefined>
}

interface Where {
  readonly forum: ForumId
  readonly session: SessionId | null
}
interface Wanted {
  readonly kind: RestrictionKind
  readonly person: PersonId
  readonly reason: Rule
  readonly note: string | null
  readonly until: Date | null
}

const everyNode = 'main' as Id<'deployment'>

export async function cardOf(db: Db<Tables>, who: Who, standing: Standing): Promise<Card> {
  const known = (await who.cards(db as Db<unknown>, [standing.person])).get(standing.person)
  if (!known) throw new Failure('not_found')
  return { id: standing.person, ...known, badge: badgeOf(standing) }
}

export async function placeOf(who: Who, session: SessionId): Promise<Where> {
  const forum = await who.forumOf(session)
  if (!forum) throw new Failure('not_found')
  return { forum, session }
}

async function standingOf(
  ctx: Ctx,
  who: Who,
  person: PersonId,
  { forum, session }: Where,
): Promise<Standing> {
  const grants = (await who.grants(ctx.db as Db<unknown>, [person])).get(person)
  const standing = standingIn(person, grants ?? { forums: {}, sessions: {} }, {
    forum,
    session: session ?? undefined,
  })
  if (standing.roles.length === 0) throw new Failure('not_found')
  return standing
}

/** Tells everyone who must know how a restriction stands now. */
function tell(ctx: Ctx, row: RestrictionRow, appealedAt: Date | null): void {
  const it = forModerators(row)
  if (row.session) ctx.publish('restricted', it, row.session)
  ctx.publish('deskRestricted', it, row.forum)
  ctx.publish('myRestriction', forThePerson(row, appealedAt), row.person)
}

function tellNodes(ctx: Ctx, { person, forum, session, kind }: RestrictionRow, access: 'lost' | 'given') {
  if (kind !== 'mute') ctx.publish('accessChanged', { person, forum, session, access }, everyNode)
}

async function restrict(ctx: Ctx, who: Who, where: Where, wanted: Wanted) {
  const whom = await standingOf(ctx, who, wanted.person, where)
  if (!mayRestrict(ctx.standing, whom)) throw new Failure('forbidden')
  const same = (await store.holding(ctx.db, [wanted.person], ctx.now)).find(
    (it) => it.kind === wanted.kind && it.forum === where.forum && it.session === where.session,
  )
  if (same) throw new Failure('conflict', { restriction: same.id })
  const about = await cardOf(ctx.db, who, whom)
  const by = await cardOf(ctx.db, who, ctx.standing)
  const row: RestrictionRow = {
    ...where,
    ...wanted,
    id: ctx.newId() as Restriction['id'],
    about,
    by,
    at: ctx.now,
    confirmed_by: null,
    lifted_by: null,
    lifted_at: null,
    version: 1,
  }
  ctx.write(
    ctx.db.insertInto('restrictions').values({
      ...row,
      about: JSON.stringify(about),
      by: JSON.stringify(by),
      confirmed_by: null,
      lifted_by: null,
    }),
  )
  record(ctx, wanted.kind, undefined, row)
  tell(ctx, row, null)
  tellNodes(ctx, row, 'lost')
  return { id: row.id }
}

function record(ctx: Ctx, act: string, before: RestrictionRow | undefined, after: RestrictionRow): void {
  ctx.write(
    audit({
      forum: after.forum,
      ...(after.session ? { session: after.session } : {}),
      actor: ctx.actor.id,
      act: `moderation.${act}`,
      subject: `person:${after.person}`,
      ...(before ? { before: forModerators(before) } : {}),
      after: forModerators(after),
      at: ctx.now,
    }),
  )
}

/** The restriction as it is now, if it is of this place and still the version that was seen. */
async function current(ctx: Ctx, id: Restriction['id'], base: number, where: Partial<Where>) {
  const row = await store.restriction(ctx.db, id)
  if (!row || Object.entries(where).some(([key, value]) => row[key as keyof Where] !== value))
    throw new Failure('not_found')
  if (row.version !== base) throw new Failure('conflict', forModerators(row))
  const view = forModerators(row)
  if (!inForce(view, ctx.now)) throw new Failure('closed')
  return row
}

async function appealedAt(ctx: Ctx, id: Restriction['id']): Promise<Date | null> {
  const row = await ctx.db.selectFrom('appeals').select('at').where('restriction', '=', id).executeTakeFirst()
  return row?.at ?? null
}

async function lift(ctx: Ctx, who: Who, row: RestrictionRow) {
  const by = await cardOf(ctx.db, who, ctx.standing)
  const next = { ...row, lifted_by: by, lifted_at: ctx.now, version: row.version + 1 }
  ctx.write(
    ctx.db
      .updateTable('restrictions')
      .set({ lifted_by: JSON.stringify(by), lifted_at: ctx.now, version: next.version })
      .where('id', '=', row.id),
  )
  record(ctx, 'lift', row, next)
  tell(ctx, next, await appealedAt(ctx, row.id))
  const last = await store.lastRestriction(ctx.db, { forum: row.forum }) // let in where a ban stood, and nobody has heard of it
  if (last) ctx.publish('deskRestricted', forModerators(last), row.forum)
  tellNodes(ctx, next, 'given')
  return null
}

type Names =
  | 'mute'
  | 'remove'
  | 'lift'
  | 'muteEverywhere'
  | 'ban'
  | 'confirmBan'
  | 'liftEverywhere'
  | 'appeal'

export function restrictionHandlers(who: Who): Pick<Handlers<typeof moderation, Tables>, Names> {
  const end = (ctx: Ctx, minutes: number | null) =>
    minutes === null ? null : new Date(ctx.now.getTime() + minutes * 60_000)

  return {
    async mute(ctx, { session, person, reason, note, minutes }) {
      const where = await placeOf(who, session)
      return restrict(ctx, who, where, { kind: 'mute', person, reason, note, until: end(ctx, minutes) })
    },
    async remove(ctx, { session, person, reason, note, minutes }) {
      const where = await placeOf(who, session)
      return restrict(ctx, who, where, { kind: 'removal', person, reason, note, until: end(ctx, minutes) })
    },
    async lift(ctx, { session, restriction, base }) {
      return lift(ctx, who, await current(ctx, restriction, base, { session }))
    },
    muteEverywhere: (ctx, { forum, person, reason, note, minutes }) =>
      restrict(
        ctx,
        who,
        { forum, session: null },
        { kind: 'mute', person, reason, note, until: end(ctx, minutes) },
      ),
    ban: (ctx, { forum, person, reason, note }) =>
      restrict(
        ctx,
        who,
        { forum, session: null },
        { kind: 'ban', person, reason, note, until: new Date(ctx.now.getTime() + banAloneMs) },
      ),
    async confirmBan(ctx, { forum, restriction, base }) {
      const row = await current(ctx, restriction, base, { forum, session: null })
      if (row.kind !== 'ban' || row.confirmed_by) throw new Failure('closed')
      if (!mayConfirmBan(ctx.standing, { by: row.by, person: row.about })) throw new Failure('forbidden')
      const by = await cardOf(ctx.db, who, ctx.standing)
      const next = { ...row, confirmed_by: by, until: null, version: row.version + 1 }
      ctx.write(
        ctx.db
          .updateTable('restrictions')
          .set({ confirmed_by: JSON.stringify(by), until: null, version: next.version })
          .where('id', '=', row.id),
      )
      record(ctx, 'confirmBan', row, next)
      tell(ctx, next, await appealedAt(ctx, row.id))
      return null
    },
    async liftEverywhere(ctx, { forum, restriction, base }) {
      return lift(ctx, who, await current(ctx, restriction, base, { forum, session: null }))
    },
    appeal: (ctx, input) => appeal(ctx, who, input),
  }
}

async function appeal(ctx: Ctx, who: Who, input: { restriction: Restriction['id']; words: string }) {
  const row = await store.restriction(ctx.db, input.restriction)
  if (!row || row.person !== ctx.actor.id) throw new Failure('not_found')
  if (!inForce(forModerators(row), ctx.now) || (await appealedAt(ctx, row.id))) throw new Failure('closed')
  const person = { ...(await cardOf(ctx.db, who, ctx.standing)), badge: row.about.badge }
  const made = {
    restriction: row.id,
    forum: row.forum,
    session: row.session,
    person,
    words: input.words,
    at: ctx.now,
  }
  ctx.write(ctx.db.insertInto('appeals').values({ ...made, person: JSON.stringify(person) }))
  if (row.session) ctx.publish('appealed', appealView(made), row.session)
  ctx.publish('deskAppealed', appealView(made), row.forum)
  ctx.publish('myRestriction', forThePerson(row, ctx.now), ctx.actor.id)
  return null
}
