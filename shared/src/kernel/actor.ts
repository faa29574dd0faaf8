import * as z from 'zod/mini'
import type { Id } from './ids.ts'

/** What a person can be in a forum, and in one session of it. */
export const ForumRole = z.enum(['organiser', 'moderator', 'exhibitor', 'attendee', 'guest'])
export type ForumRole = z.output<typeof ForumRole>
export const SessionRole = z.enum(['chair', 'moderator', 'panellist', 'interpreter', 'captioner', 'signer'])
export type SessionRole = z.output<typeof SessionRole>

/** Every role a person holds anywhere, by forum and by session. */
export const Grants = z.object({
  forums: z.record(z.string(), z.array(ForumRole)),
  sessions: z.record(z.string(), z.array(SessionRole)),
})
export type Grants = z.output<typeof Grants>

export type Role = `forum:${ForumRole}` | `session:${SessionRole}`

/** What somebody is at one place: a session (with the forum around it) or a forum. Policies are pure functions of this. */
export interface Standing {
  readonly person: Id<'person'>
  readonly roles: readonly Role[]
}

export function standingIn(
  person: Id<'person'>,
  grants: Grants,
  place: { readonly forum: string; readonly session?: string | undefined },
): Standing {
  const forum = rolesAt(grants.forums, place.forum)
  const session = place.session === undefined ? [] : rolesAt(grants.sessions, place.session)
  return {
    person,
    roles: [...forum.map((role): Role => `forum:${role}`), ...session.map((role): Role => `session:${role}`)],
  }
}

/** What somebody is at a place of that name. A name may be `constructor`, which every object has without being given it. */
export const rolesAt = <R>(grants: Readonly<Record<string, readonly R[]>>, id: string): readonly R[] =>
  Object.hasOwn(grants, id) ? (grants[id] ?? []) : []

export const hasRole = ({ roles }: Standing, ...wanted: readonly Role[]): boolean =>
  wanted.some((role) => roles.includes(role))

/** May run a session: give the floor, decide on questions, keep it safe. */
export const leads = (standing: Standing): boolean =>
  hasRole(standing, 'session:chair', 'session:moderator', 'forum:moderator', 'forum:organiser')

/** Belongs behind the scenes of a session. */
export const isBackstage = (standing: Standing): boolean =>
  leads(standing) ||
  hasRole(standing, 'session:panellist', 'session:interpreter', 'session:captioner', 'session:signer')

/** Keeps the whole forum safe, not one session only. */
export const runsForum = (standing: Standing): boolean =>
  hasRole(standing, 'forum:moderator', 'forum:organiser')

/** Who may join which channel, given what they are at its place. Persons' and nodes' channels know no standing. */
export const mayEnter = {
  forum: (standing) => standing.roles.length > 0,
  desk: runsForum,
  session: (standing) => standing.roles.length > 0,
  backstage: isBackstage,
  moderators: leads,
} as const satisfies { readonly [kind: string]: (standing: Standing) => boolean }

export type Badge = 'organiser' | 'chair' | 'moderator' | 'panellist' | 'interpreter'

/** The one mark beside a name: the role that matters most at this place. Given by the server, never by a client. */
export function badgeOf(standing: Standing): Badge | null {
  if (hasRole(standing, 'session:chair')) return 'chair'
  if (hasRole(standing, 'session:moderator', 'forum:moderator')) return 'moderator'
  if (hasRole(standing, 'session:panellist')) return 'panellist'
  if (hasRole(standing, 'session:interpreter')) return 'interpreter'
  return hasRole(standing, 'forum:organiser') ? 'organiser' : null
}
