import { moderationState, inForce } from '@rostrum/shared/features/moderation/moderation.state.ts'
import type { MyRestriction } from '@rostrum/shared/features/moderation/moderation.contract.ts'
import { channelId } from '@rostrum/shared/kernel/channel.ts'
import type { ForumId, PersonId, SessionId } from '@rostrum/shared/kernel/fields.ts'
import { createFeatureStore } from '#kernel/createFeatureStore.ts'
import { useChannel, useSlice } from '#kernel/live.ts'
import { useMaybeMe } from '#kernel/me.ts'
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
