import { useMemo } from 'react'
import { createStore } from 'zustand/vanilla'
import { useStore } from 'zustand'
import type { Profile } from '@rostrum/shared/features/people/people.contract.ts'
import { peopleState } from '@rostrum/shared/features/people/people.state.ts'
import { standingIn } from '@rostrum/shared/kernel/actor.ts'
import type { Grants, Standing } from '@rostrum/shared/kernel/actor.ts'
import { channelId } from '@rostrum/shared/kernel/channel.ts'
import type { ForumId, PersonId, SessionId } from '@rostrum/shared/kernel/fields.ts'
import { createFeatureStore } from './createFeatureStore.ts'
import { HttpFailure, getJson } from './http.ts'
import { useSlice } from './live.ts'

/* Who is in front of this browser. */

export const peopleStore = createFeatureStore(peopleState)

export type Me = Profile & { readonly grants: Grants }

type Session =
  | { readonly state: 'unknown' }
  | { readonly state: 'signed-out' }
  | { readonly state: 'signed-in'; readonly person: PersonId }
  /** Not known, because there is no line. */
  | { readonly state: 'unreachable' }

const session = createStore<Session>(() => ({ state: 'unknown' }))

/** `GET /api/me`. */
interface WhoAmI {
  readonly me: Profile | null
  readonly grants?: Grants
}

/** Answers may overtake each other: one that was asked for before a sign-in must not undo it. */
let asked = 0

/** Asks the server whom this browser's cookie speaks for; the answer, if it is one and still of interest. */
export async function loadMe(): Promise<Profile | undefined> {
  const mine = ++asked
  try {
    const { me, grants } = await getJson<WhoAmI>('/api/me')
    if (mine !== asked) return undefined
    if (!me) {
      signedOut()
      return undefined
    }
    const channel = channelId('person', me.id)
    peopleStore.store.setState({ [channel]: { me, grants: grants ?? { forums: {}, sessions: {} } } })
    session.setState({ state: 'signed-in', person: me.id }, true)
    return me
  } catch (error) {
    if (mine !== asked) return undefined
    const out = error instanceof HttpFailure && (error.code === 'forbidden' || error.code === 'not_found')
    session.setState({ state: out ? 'signed-out' : 'unreachable' }, true)
    return undefined
  }
}

export const signedOut = (): void => session.setState({ state: 'signed-out' }, true)

export const useSession = (): Session => useStore(session)

const nobody = '' as PersonId

/** The signed-in person, or undefined on pages that anyone may see. */
export function useMaybeMe(): Me | undefined {
  const now = useSession()
  const person = now.state === 'signed-in' ? now.person : nobody
  const { me, grants } = useSlice(peopleStore, 'person', person)
  return useMemo(() => (person === nobody ? undefined : { ...me, grants }), [person, me, grants])
}

/** The signed-in person. Only below a page that asks for a sign-in; elsewhere `useMaybeMe`. */
export function useMe(): Me {
  const me = useMaybeMe()
  if (!me) throw new Error('useMe on a page that does not ask for a sign-in')
  return me
}

/** What the signed-in person is at a place: what policies read. Somebody signed out has no roles. */
export function useStanding({ forum, session: at }: { forum: ForumId; session?: SessionId }): Standing {
  const me = useMaybeMe()
  return useMemo(
    () => standingIn(me?.id ?? nobody, me?.grants ?? { forums: {}, sessions: {} }, { forum, session: at }),
    [me?.id, me?.grants, forum, at],
  )
}
