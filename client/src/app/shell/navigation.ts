import type { Forum } from '@rostrum/shared/features/programme/programme.contract.ts'
import { runsForum } from '@rostrum/shared/kernel/actor.ts'
import type { ForumId } from '@rostrum/shared/kernel/fields.ts'
import { useStanding } from '#kernel/me.ts'
import type { IconName } from '#ui/icons.ts'
import { forumPath, useForum } from '../forum.tsx'
import { slots } from '../slots.tsx'

export interface Destination {
  readonly id: 'shell.home' | 'shell.programme' | 'shell.moderation'
  readonly to: string
  readonly icon: IconName
}

/** Where the main navigation leads this person: only what is there, and what they may open. */
export function useDestinations(): readonly Destination[] {
  const forum = useForum()
  const standing = useStanding({ forum: forum?.id ?? ('' as ForumId) })
  return forum ? destinations(forum, runsForum(standing)) : []
}

const destinations = (forum: Forum, runsIt: boolean): readonly Destination[] => [
  { id: 'shell.home', to: forumPath(forum), icon: 'home' },
  ...(slots.Programme
    ? [{ id: 'shell.programme', to: `${forumPath(forum)}/programme`, icon: 'programme' } as const]
    : []),
  ...(slots.Moderation && runsIt
    ? [{ id: 'shell.moderation', to: `${forumPath(forum)}/moderation`, icon: 'shield' } as const]
    : []),
]
