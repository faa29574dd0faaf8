import { useHere, usePresenceSignals } from '../../features/presence/presence.store.ts'
import { StageControls } from '../../features/stage/StageControls.tsx'
import { StageDesk } from '../../features/stage/StageDesk.tsx'
import type { SessionPlace } from '../slots.tsx'

export const StageDeskPart = ({ forum, session }: SessionPlace) => (
  <StageDesk forum={forum} session={session} />
)

export function StageControlsPart({ session }: SessionPlace) {
  usePresenceSignals()
  return <StageControls session={session} watching={useHere(session)} />
}
