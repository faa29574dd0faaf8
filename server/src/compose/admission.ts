import { mayEnter, standingIn } from '@rostrum/shared/kernel/actor.ts'
import type { Standing } from '@rostrum/shared/kernel/actor.ts'
import type { ChannelKind } from '@rostrum/shared/kernel/channel.ts'
import type { ForumId, SessionId } from '@rostrum/shared/kernel/fields.ts'
import { rememberAdmitted } from '#kernel/admit.ts'
import type { Actor, Admit } from '#kernel/feature.ts'
import { operator } from '#kernel/operator.ts'

/**
 * Who may join which channel, and as what: their roles there, unless they were sent away. All about the actor was read
 * when it came in (and is read again when it changes), so thousands who come back cost no queries here: of an emergency stop each node
 * keeps, for a moment, where one is on.
 */
export const createAdmission = (forumOf: ForumOf, isHeld: IsHeld): Admit =>
  rememberAdmitted(async (actor, { kind, subject }) => {
    if (kind === 'person') return subject === actor.id ? { person: actor.id, roles: [] } : undefined
    if (kind === 'nodes') return actor === operator ? { person: actor.id, roles: [] } : undefined
    const place = await placeOf(kind, subject, forumOf)
    const standing = place && standingAt(actor, place.forum, place.session)
    if (!standing || !mayEnter[kind](standing)) return undefined
    return kind === 'session' && (await isHeld(place, standing)) ? undefined : standing
  })

type ForumOf = (session: SessionId) => Promise<ForumId | undefined>
/** Whether this one must wait outside, as joining is held there. */
type IsHeld = (place: Place, standing: Standing) => Promise<boolean>

interface Place {
  readonly forum: ForumId
  readonly session?: SessionId | undefined
}

async function placeOf(kind: ChannelKind, subject: string, forumOf: ForumOf): Promise<Place | undefined> {
  if (kind === 'forum' || kind === 'desk') return { forum: subject as ForumId }
  const session = subject as SessionId
  const forum = await forumOf(session)
  return forum && { forum, session }
}

function standingAt(actor: Actor, forum: ForumId, session: SessionId | undefined): Standing | undefined {
  if (actor === operator) return { person: actor.id, roles: ['forum:moderator'] }
  if (session && actor.removedFrom.includes(session)) return undefined
  return standingIn(actor.id, actor.grants, { forum, session })
}
