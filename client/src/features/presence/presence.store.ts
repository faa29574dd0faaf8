import { useCallback } from 'react'
import { createStore } from 'zustand/vanilla'
import { useStore } from 'zustand'
import { reactions } from '@rostrum/shared/features/presence/presence.contract.ts'
import type { Reaction } from '@rostrum/shared/features/presence/presence.contract.ts'
import type { ForumId, SessionId } from '@rostrum/shared/kernel/fields.ts'
import { useSignal } from '#kernel/live.ts'

type Totals = Partial<Record<Reaction, number>>

interface Here {
  readonly people: Readonly<Record<SessionId | ForumId, number>>
  /** What has been added while this page looked on, in the last moments. */
  readonly recent: Readonly<Record<SessionId, Totals>>
}

/** How long a reaction is counted as of now. */
const recentMs = 15_000

const here = createStore<Here>(() => ({ people: {}, recent: {} }))
const known = new Map<SessionId, Totals>()

function count(session: SessionId, totals: Totals): void {
  const before = known.get(session)
  known.set(session, totals)
  if (!before) return // what was given before we came is not news
  for (const kind of reactions) {
    const added = (totals[kind] ?? 0) - (before[kind] ?? 0)
    if (added <= 0) continue
    add(session, kind, added)
    setTimeout(() => add(session, kind, -added), recentMs)
  }
}

function add(session: SessionId, kind: Reaction, by: number): void {
  here.setState(({ recent }) => {
    const now = recent[session] ?? {}
    return { recent: { ...recent, [session]: { ...now, [kind]: Math.max(0, (now[kind] ?? 0) + by) } } }
  })
}

/** Hears, while mounted, how many are here and what they give. Once on a page is enough; more do no harm to counts. */
export function usePresenceSignals(): void {
  const onCounted = useCallback((payload: unknown) => {
    const { session, people } = payload as { session: SessionId; people: number }
    here.setState((now) => ({ people: { ...now.people, [session]: people } }))
  }, [])
  const onForumCounted = useCallback((payload: unknown) => {
    const { forum, people } = payload as { forum: ForumId; people: number }
    here.setState((now) => ({ people: { ...now.people, [forum]: people } }))
  }, [])
  const onReacted = useCallback((payload: unknown) => {
    const { session, totals } = payload as { session: SessionId; totals: Totals }
    count(session, totals)
  }, [])
  useSignal('presence:counted', onCounted)
  useSignal('presence:forumCounted', onForumCounted)
  useSignal('presence:reacted', onReacted)
}

/** What was read, until it is heard. */
export function noteHere(session: SessionId, people: number): void {
  here.setState((now) => ({ people: { [session]: people, ...now.people } }))
}

/** How many people are in this session now; undefined until that was heard. */
export const useHere = (session: SessionId): number | undefined =>
  useStore(here, ({ people }) => people[session])

export const useForumHere = (forum: ForumId): number | undefined =>
  useStore(here, ({ people }) => people[forum])

const none: Totals = {}
export const useRecentReactions = (session: SessionId): Totals =>
  useStore(here, ({ recent }) => recent[session] ?? none)
