import { useEffect, useRef } from 'react'
import { useStore } from 'zustand'
import { useShallow } from 'zustand/shallow'
import { moderationState, inForce } from '@rostrum/shared/features/moderation/moderation.state.ts'
import type { moderation, MyRestriction } from '@rostrum/shared/features/moderation/moderation.contract.ts'
import { channelId, parseChannel } from '@rostrum/shared/kernel/channel.ts'
import type { Slice } from '@rostrum/shared/kernel/contract.ts'
import type { ForumId, PersonId, SessionId } from '@rostrum/shared/kernel/fields.ts'
import { createFeatureStore } from '#kernel/createFeatureStore.ts'
import type { Slices } from '#kernel/createFeatureStore.ts'
import { comeBack, useChannel, useSlice } from '#kernel/live.ts'
import { loadMe, useMaybeMe } from '#kernel/me.ts'
import { useNow } from '#kernel/now.ts'

export const moderationStore = createFeatureStore(moderationState)

export interface Place {
  readonly forum: ForumId
  readonly session: SessionId
}

/** What holds about me at this moment, anywhere. */
export function useMyRestrictions(): readonly MyRestriction[] {
  const me = useMaybeMe()
  return useInForce(useSlice(moderationStore, 'person', me?.id ?? ('' as PersonId)).restrictions)
}

/** Those of them that hold at this moment: a time runs out without an event. */
export function useInForce<T extends Parameters<typeof inForce>[0]>(
  restrictions: readonly T[],
): readonly T[] {
  const now = new Date(useNow(5_000))
  return restrictions.filter((it) => inForce(it, now))
}

/** The restriction that keeps me from writing here, if one does. */
export function useMute({ forum, session }: Place): MyRestriction | undefined {
  return useMyRestrictions().find(
    (it) => it.forum === forum && (it.session === null || it.session === session),
  )
}

/** Whether the emergency stop is on, in this session or in its whole forum. */
export function useStopped({ forum, session }: Place): boolean {
  useChannel(channelId('forum', forum))
  const here = useSlice(moderationStore, 'session', session).panic.on
  return useSlice(moderationStore, 'forum', forum).panic.on || here
}

/** Whether nobody may join this session who was not in it. */
export function useHeld({ forum, session }: Place): boolean {
  useChannel(channelId('forum', forum))
  const { panic, held } = useSlice(moderationStore, 'forum', forum)
  return panic.on || held.includes(session)
}

/** Comes back by itself when what kept me out of somewhere is over: it has ended, was lifted, or the door is open again. */
export function useComingBack(): void {
  const out = useMyRestrictions().filter((it) => it.kind !== 'mute')
  const held = useStore(moderationStore.store, useShallow(closedDoors))
  const reasons = JSON.stringify([...out.map((it) => it.id), ...held])
  const before = useRef<readonly string[]>([])
  useEffect(() => {
    const now = JSON.parse(reasons) as readonly string[]
    const isOver = before.current.some((it) => !now.includes(it))
    before.current = now
    if (!isOver) return
    void loadMe()
    comeBack()
  }, [reasons])
}

/** Of all forums that are listened to. */
const closedDoors = (slices: Slices): string[] =>
  Object.entries(slices).flatMap(([channel, slice]) => {
    const kind = parseChannel(channel)?.kind
    if (kind !== 'forum') return []
    const { panic, held } = slice as Slice<typeof moderation, 'forum'>
    return panic.on ? [channel, ...held] : held
  })
