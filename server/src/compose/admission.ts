import { mayEnter, standingIn } from '@rostrum/shared/kernel/actor.ts'
import type { Standing } from '@rostrum/shared/kernel/actor.ts'
import type { ForumId, SessionId } from '@rostrum/shared/kernel/fields.ts'
import { rememberAdmitted } from '#kernel/admit.ts'
import type { Actor, Admit } from '#kernel/feature.ts'
import { operator } from '#kernel/operator.ts'

/**
 * Who may join which channel, and as what: their roles there, unless they were sent away. All about the actor was read
 * when it came in (and is read again when it changes), so thousands who come back cost no queries here.
 */
export const createAdmission = (forumOf: (session: SessionId) => Promise<ForumId | undefined>): Admit =>
  rememberAdmitted(async (actor, { kind, subject }) => {
    if (kind === 'person') return subject === actor.id ? { person: actor.id, roles: [] } : undefined
    if (kind === 'nodes') return actor === operator ? { person: actor.id, roles: [] } : undefined
    const isForum = kind === 'forum' || kind === 'desk'
    const forum = isForum ? (subject as ForumId) : await forumOf(subject as SessionId)
    if (!forum) return undefined
    const standing = standingAt(actor, forum, isForum ? undefined : (subject as SessionId))
    return standing && mayEnter[kind](standing) ? standing : undefined
  })

function standingAt(actor: Actor, forum: ForumId, session: SessionId | undefined): Standing | undefined {
  if (actor === operator) return { person: actor.id, roles: ['forum:moderator'] }
  if (session && actor.removedFrom.includes(session)) return undefined
  return standingIn(actor.id, actor.grants, { forum, session })
}
