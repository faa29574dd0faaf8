import { isCountingDown } from '@rostrum/shared/features/stage/stage.policy.ts'
import { useSlice } from '#kernel/live.ts'
import { useNow } from '#kernel/now.ts'
import { SessionBefore } from '../../features/programme/SessionBefore.tsx'
import { SessionEnded } from '../../features/programme/SessionEnded.tsx'
import { SessionStatus } from '../../features/programme/SessionStatus.tsx'
import { stageStore } from '../../features/stage/stage.store.ts'
import type { SessionPlace } from '../slots.tsx'

/** The stage while there is nothing to see on it: before it is live, and after. */
export function StagePart({ session }: SessionPlace) {
  const phase = useSlice(stageStore, 'session', session)
  const now = useNow(1_000)
  if (phase.state === 'ended') return <SessionEnded session={session} since={phase.since} />
  if (phase.state === 'preparing' || isCountingDown(phase, new Date(now)))
    return <SessionBefore session={session} />
  return null
}

export function StageStatusPart({ session }: SessionPlace) {
  const { state, since } = useSlice(stageStore, 'session', session)
  return <SessionStatus session={session} stage={{ id: session, state, since }} />
}
