import type { stage } from '@rostrum/shared/features/stage/stage.contract.ts'
import { badgeOf, standingIn } from '@rostrum/shared/kernel/actor.ts'
import type { Grants, Standing } from '@rostrum/shared/kernel/actor.ts'
import { Failure } from '@rostrum/shared/kernel/failure.ts'
import type { Card, ForumId, PersonId, SessionId } from '@rostrum/shared/kernel/fields.ts'
import type { Db } from '#kernel/db.ts'
import type { Statement } from '#kernel/writes.ts'
import type { CommandContext } from '#kernel/feature.ts'
import type { Tables } from './stage.store.ts'

/* What the stage has to ask of other features. */

export type Ctx = CommandContext<typeof stage, Tables>

export interface Place {
  readonly session: SessionId
  readonly forum: ForumId
}

/** Somebody of this forum, as others see them, and with their roles. */
export interface Known {
  readonly card: Card
  readonly standing: Standing
}

/** What was done to a stage, for the record of who did what. */
export interface StageAct {
  readonly session: SessionId
  readonly act: string
  readonly subject: string
  readonly before: unknown
  readonly after: unknown
}

export interface StageOptions {
  readonly db: Db<unknown>
  forumOf(session: SessionId): Promise<ForumId | undefined>
  cards(
    db: Db<unknown>,
    people: readonly PersonId[],
  ): Promise<ReadonlyMap<PersonId, { readonly name: string; readonly organisation: string | null }>>
  grants(db: Db<unknown>, people: readonly PersonId[]): Promise<ReadonlyMap<PersonId, Grants>>
  /** Of these people, those who were taken out of the session or banned from the forum. */
  outOf(place: Place, people: readonly PersonId[]): Promise<ReadonlySet<PersonId>>
  audit(ctx: Ctx, act: StageAct): Statement
}

export interface StageQuestions {
  forumOf(session: SessionId): Promise<ForumId | undefined>
  /** Undefined: not of this forum, or taken out of it. */
  who(place: Place, person: PersonId): Promise<Known | undefined>
  /** The same of many, without their cards; who may not be there is not in it. */
  standings(place: Place, people: readonly PersonId[]): Promise<ReadonlyMap<PersonId, Standing>>
  record(
    ctx: Ctx,
    act: {
      readonly session: SessionId
      readonly act: keyof typeof stage.commands
      readonly person: PersonId | null
      readonly before: unknown
      readonly after: unknown
    },
  ): void
}

export function createQuestions({ db, forumOf, cards, grants, outOf, audit }: StageOptions): StageQuestions {
  async function standings(place: Place, people: readonly PersonId[]) {
    const [all, out] = await Promise.all([grants(db, people), outOf(place, people)])
    const here = people
      .filter((it) => !out.has(it))
      .map((it) => standingIn(it, all.get(it) ?? { forums: {}, sessions: {} }, place))
    return new Map(here.filter((it) => it.roles.length > 0).map((it) => [it.person as PersonId, it]))
  }

  return {
    forumOf,
    standings,
    async who(place, person) {
      const [found, named] = await Promise.all([standings(place, [person]), cards(db, [person])])
      const [standing, card] = [found.get(person), named.get(person)]
      return standing && card
        ? { card: { id: person, ...card, badge: badgeOf(standing) }, standing }
        : undefined
    },
    record(ctx, { session, act, person, before, after }) {
      const subject = person === null ? `session:${session}` : `person:${person}`
      ctx.write(audit(ctx, { session, act: `stage.${act}`, subject, before, after }))
    },
  }
}

export async function placeOf(ask: Pick<StageQuestions, 'forumOf'>, session: SessionId): Promise<Place> {
  const forum = await ask.forumOf(session)
  if (!forum) throw new Failure('not_found')
  return { session, forum }
}

export async function known(ask: StageQuestions, session: SessionId, person: PersonId): Promise<Known> {
  const found = await ask.who(await placeOf(ask, session), person)
  if (!found) throw new Failure('not_found')
  return found
}
