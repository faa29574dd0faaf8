import { Suspense, lazy } from 'react'
import { useEffect } from 'react'
import { FormattedMessage, FormattedNumber } from 'react-intl'
import type { SessionId } from '@rostrum/shared/kernel/fields.ts'
import { useSlice } from '#kernel/live.ts'
import { useMute, useStopped } from '../../features/moderation/moderation.store.ts'
import { ReactionsBar } from '../../features/presence/ReactionsBar.tsx'
import { ReactionsTally } from '../../features/presence/ReactionsTally.tsx'
import { useHere, usePresenceSignals } from '../../features/presence/presence.store.ts'
import { SessionStatus } from '../../features/programme/SessionStatus.tsx'
import { StagePanel } from '../../features/stage/StagePanel.tsx'
import { stageStore } from '../../features/stage/stage.store.ts'
import { offer, run } from '../keys/keys.ts'
import type { SessionPlace } from '../slots.tsx'

// Who comes to a live session does not wait for what stands there before and after it.
const SessionBefore = lazy(() =>
  import('../../features/programme/SessionBefore.tsx').then((it) => ({ default: it.SessionBefore })),
)
const SessionEnded = lazy(() =>
  import('../../features/programme/SessionEnded.tsx').then((it) => ({ default: it.SessionEnded })),
)

/** A question is asked where questions are; the stage only shows the way. */
function showComposer(): void {
  run('questions')
  requestAnimationFrame(() => document.querySelector<HTMLElement>('.panel textarea')?.focus())
}

const press = (button: string) => () =>
  document.querySelector<HTMLElement>(`.ctl [data-key=${button}]`)?.click()

/** Keys open what buttons open; the buttons are there while the stage is joined. */
function useKeysOfStage(): void {
  useEffect(() => offer({ reactions: press('reactions'), data: press('data') }), [])
}

export function StagePart(place: SessionPlace) {
  const { session } = place
  const isMuted = useMute(place) !== undefined
  const isStopped = useStopped(place)
  useKeysOfStage()
  return (
    <StagePanel
      session={session}
      before={
        <Suspense fallback={null}>
          <SessionBefore session={session} />
        </Suspense>
      }
      ended={(since) => (
        <Suspense fallback={null}>
          <SessionEnded session={session} since={since} />
        </Suspense>
      )}
      tally={<ReactionsTally session={session} />}
      reactions={!isMuted && !isStopped && <ReactionsBar session={session} />}
      onAsk={showComposer}
    />
  )
}

export function StageStatusPart({ session }: SessionPlace) {
  const { state, since } = useSlice(stageStore, 'session', session)
  return (
    <>
      <SessionStatus session={session} stage={{ id: session, state, since }} />
      <Watching session={session} />
    </>
  )
}

function Watching({ session }: { readonly session: SessionId }) {
  usePresenceSignals()
  const count = useHere(session) ?? 0
  if (count === 0) return null
  return (
    <span className="nowrap num not-phone">
      <FormattedMessage id="page.session.watching" values={{ count, n: <FormattedNumber value={count} /> }} />
    </span>
  )
}
