import { moderationLimits } from '@rostrum/shared/features/moderation/moderation.contract.ts'
import type { Linked } from '@rostrum/shared/features/moderation/moderation.contract.ts'
import { mayReadLinked } from '@rostrum/shared/features/moderation/moderation.policy.ts'
import { badgeOf, standingIn } from '@rostrum/shared/kernel/actor.ts'
import { Failure } from '@rostrum/shared/kernel/failure.ts'
import type { Card, ForumId, PersonId } from '@rostrum/shared/kernel/fields.ts'
import type { Db } from '#kernel/db.ts'
import { route } from '#kernel/routes.ts'
import type { Route } from '#kernel/routes.ts'
import type { Who } from './moderation.restrictions.ts'
import * as store from './moderation.store.ts'
import type { Tables } from './moderation.store.ts'

/** Who else of this forum was signed in with a browser of this person's, as far as that is known. */
export type OfSameBrowser = (
  db: Db<unknown>,
  asked: { readonly person: PersonId; readonly forum: ForumId; readonly limit: number },
) => Promise<readonly PersonId[]>

export interface LinkedOptions extends Who {
  readonly db: Db<unknown>
  readonly now: () => Date
  readonly ofSameBrowser: OfSameBrowser
}

/**
 * The other accounts of a banned person's browser: names, and neither addresses nor devices nor times. Only while the
 * ban is in force: about anybody else the answer is that of somebody who is not there.
 */
export const linkedRoute = ({ db, now, ofSameBrowser, ...who }: LinkedOptions): Route =>
  route('get', '/api/forums/:forum/people/:person/linked', 'signed-in', async (call): Promise<Linked> => {
    const { actor, request, response } = call
    const forum = String(request.params['forum']) as ForumId
    const person = String(request.params['person']) as PersonId
    response.set('cache-control', 'no-store')
    if (!mayReadLinked(standingIn(actor.id, actor.grants, { forum }))) throw new Failure('forbidden')
    const held = await store.holding(db as Db<Tables>, [person], now())
    if (!held.some((it) => it.kind === 'ban' && it.forum === forum)) throw new Failure('not_found')
    const people = await ofSameBrowser(db, { person, forum, limit: moderationLimits.linked })
    return { people: await cardsOf(db, who, { people, forum }) }
  })

async function cardsOf(
  db: Db<unknown>,
  who: Pick<Who, 'cards' | 'grants'>,
  { people, forum }: { readonly people: readonly PersonId[]; readonly forum: ForumId },
): Promise<Card[]> {
  const [cards, grants] = await Promise.all([who.cards(db, people), who.grants(db, people)])
  return people.flatMap((id) => {
    const card = cards.get(id)
    const badge = badgeOf(standingIn(id, grants.get(id) ?? { forums: {}, sessions: {} }, { forum }))
    return card ? [{ id, ...card, badge }] : []
  })
}
