import { hasRole, runsForum } from '@rostrum/shared/kernel/actor.ts'
import type { Standing } from '@rostrum/shared/kernel/actor.ts'
import type { PersonId } from '@rostrum/shared/kernel/fields.ts'

function rank(standing: Standing): number {
  if (hasRole(standing, 'forum:organiser')) return 3
  if (hasRole(standing, 'forum:moderator')) return 2
  return hasRole(standing, 'session:chair', 'session:moderator') ? 1 : 0
}

/** Nobody restricts themselves, or somebody who answers for at least as much. */
export const mayRestrict = (who: Standing, whom: Standing): boolean =>
  who.person !== whom.person && rank(who) > rank(whom)

/** A ban needs two. */
export const mayConfirmBan = (
  who: Standing,
  ban: { readonly by: { readonly id: PersonId }; readonly person: { readonly id: PersonId } },
): boolean => runsForum(who) && who.person !== ban.by.id && who.person !== ban.person.id

/** The log of who did what is for those who answer for the forum. */
export const mayReadAudit = runsForum

/** Whether a banned person is here under another name is the business of those who can ban that one too. */
export const mayReadLinked = runsForum

/** While joining is held, whoever has something to do in a session comes in all the same. */
export const waitsOutside = (standing: Standing): boolean =>
  !runsForum(standing) && !standing.roles.some((role) => role.startsWith('session:'))
