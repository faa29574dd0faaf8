import { mayEnter, standingIn } from '@rostrum/shared/kernel/actor.ts'
import type { ForumId, PersonId, SessionId } from '@rostrum/shared/kernel/fields.ts'
import { rememberAdmitted } from '#kernel/admit.ts'
import type { Admit } from '#kernel/feature.ts'
import { operator } from '#kernel/operator.ts'

export interface AdmissionOptions {
  readonly forumOf: (session: SessionId) => Promise<ForumId | undefined>
  /** Banned from the forum, or taken out of the session. */
  readonly isOut: (
    person: PersonId,
    place: { readonly forum: ForumId; readonly session: SessionId | undefined },
  ) => Promise<boolean>
}

/** Who may join which channel, and as what: their roles there, unless they were sent away. */
export const createAdmission = ({ forumOf, isOut }: AdmissionOptions): Admit =>
  rememberAdmitted(async (actor, { kind, subject }) => {
    if (kind === 'person') return subject === actor.id ? { person: actor.id, roles: [] } : undefined
    if (kind === 'nodes') return actor === operator ? { person: actor.id, roles: [] } : undefined
    const isForum = kind === 'forum' || kind === 'desk'
    const forum = isForum ? (subject as ForumId) : await forumOf(subject as SessionId)
    if (!forum) return undefined
    if (actor === operator) return { person: actor.id, roles: ['forum:moderator'] }
    const session = isForum ? undefined : (subject as SessionId)
    const standing = standingIn(actor.id, actor.grants, { forum, session })
    if (await isOut(actor.id, { forum, session })) return undefined
    return mayEnter[kind](standing) ? standing : undefined
  })
