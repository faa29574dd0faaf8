import type {
  Outcome,
  Report,
  Restriction,
  Rule,
  Target,
} from '@rostrum/shared/features/moderation/moderation.contract.ts'
import type { ForumId, PersonId, SessionId } from '@rostrum/shared/kernel/fields.ts'
import { call } from '#kernel/live.ts'

export const report = (session: SessionId, it: { target: Target; reason: Rule; note: string | null }) =>
  call('moderation:report', { session, ...it })

export const appeal = (restriction: Restriction['id'], words: string) =>
  call('moderation:appeal', { restriction, words })

/** What can be done about a person, and where it holds. */
export type Act = 'mute' | 'muteEverywhere' | 'remove' | 'ban'

export interface Terms {
  readonly person: PersonId
  readonly reason: Rule
  readonly note: string | null
  readonly minutes: number | null
}

export function restrict(
  act: Act,
  { forum, session }: { readonly forum: ForumId; readonly session?: SessionId | undefined },
  terms: Terms,
) {
  const { minutes, ...ban } = terms
  switch (act) {
    case 'mute':
    case 'remove':
      if (session === undefined) throw new Error(`${act}: in which session?`)
      return call(`moderation:${act}`, { session, ...ban, minutes })
    case 'muteEverywhere':
      return call('moderation:muteEverywhere', { forum, ...ban, minutes })
    case 'ban':
      return call('moderation:ban', { forum, ...ban })
    default:
      return act satisfies never
  }
}

type Held = Pick<Restriction, 'id' | 'forum' | 'session' | 'version'>

export const lift = ({ id, forum, session, version }: Held) =>
  session
    ? call('moderation:lift', { session, restriction: id, base: version })
    : call('moderation:liftEverywhere', { forum, restriction: id, base: version })

export const confirmBan = ({ id, forum, version }: Held) =>
  call('moderation:confirmBan', { forum, restriction: id, base: version })

export const settle = ({ id, session, version }: Report, outcome: Outcome) =>
  call('moderation:settle', { session, report: id, base: version, outcome })

export const stop = (place: { forum: ForumId; session?: SessionId | undefined }, on: boolean) =>
  place.session
    ? call('moderation:stop', { session: place.session, on })
    : call('moderation:stopEverywhere', { forum: place.forum, on })
