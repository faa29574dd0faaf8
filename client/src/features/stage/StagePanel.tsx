import { useEffect, useState } from 'react'
import type { ReactNode } from 'react'
import { FormattedMessage } from 'react-intl'
import type { Phase } from '@rostrum/shared/features/stage/stage.contract.ts'
import { isCountingDown } from '@rostrum/shared/features/stage/stage.policy.ts'
import { channelId } from '@rostrum/shared/kernel/channel.ts'
import type { SessionId } from '@rostrum/shared/kernel/fields.ts'
import { useChannel, useSlice } from '#kernel/live.ts'
import { useMe } from '#kernel/me.ts'
import { useNow } from '#kernel/now.ts'
import { Button } from '#ui/Button.tsx'
import { Countdown } from './Countdown.tsx'
import { InvitationSheet } from './InvitationSheet.tsx'
import { JoinedStage } from './JoinedStage.tsx'
import { OnAirBar } from './OnAirBar.tsx'
import { Paused } from './Paused.tsx'
import { StageMessage, TextGoesOn } from './StageMessage.tsx'
import { joinStage, leaveOthers, leaveStage, useStageMedia } from './stage.media.ts'
import { stageStore } from './stage.store.ts'
import './stage.css'

export interface StagePanelProps {
  readonly session: SessionId
  /** From the programme: what stands here before the session, and after it. */
  readonly before: ReactNode
  readonly ended: (since: string | null) => ReactNode
  readonly reactions: ReactNode
  /** What was given in the last moments, over the picture. */
  readonly tally: ReactNode
  readonly onAsk: () => void
}

/** The picture and sound of a session for those who watch, and for those of them who are asked to speak. */
export function StagePanel(props: StagePanelProps) {
  const { session } = props
  const phase = useSlice(stageStore, 'session', session)
  const mine = useSlice(stageStore, 'person', useMe().id)
  const invitation = mine.invitations.find((it) => it.id === session)
  const isOnAir = mine.stages.some((it) => it.id === session && it.place === 'air')
  const wanted = useWanted(session, phase, isOnAir)
  useClosedOffAir(session, isOnAir)
  return (
    <>
      {isOnAir && <OnAirBar session={session} />}
      <Picture {...props} phase={phase} wanted={wanted} isOnAir={isOnAir} />
      {invitation && !isOnAir && <InvitationSheet session={session} invitation={invitation} />}
    </>
  )
}

interface Wanted {
  readonly isWanted: boolean
  readonly again: () => void
  readonly leave: () => void
}

/**
 * One is joined while there is something to see, until one leaves; and always when one is on air. Going to another page
 * is not leaving: there the mini player goes on.
 */
function useWanted(session: SessionId, phase: Phase, isOnAir: boolean): Wanted {
  const [left, setLeft] = useState(false)
  const isKnown = useChannel(channelId('session', session)) !== 'loading'
  const isOpen = phase.state === 'live' || phase.state === 'paused'
  const isWanted = isOnAir || (isOpen && !left)
  useEffect(() => leaveOthers(session), [session])
  useEffect(() => {
    if (isWanted) void joinStage({ session, backstage: false })
    else if (isKnown) leaveStage(session)
  }, [session, isWanted, isKnown])
  return {
    isWanted,
    again() {
      setLeft(false)
      void joinStage({ session, backstage: false })
    },
    leave() {
      setLeft(true)
      leaveStage(session)
    },
  }
}

/** Whoever is sent back to the audience is not only unheard: their microphone and camera are closed. */
function useClosedOffAir(session: SessionId, isOnAir: boolean): void {
  const of = useStageMedia(session)
  const media = of.state === 'in' ? of.media : undefined
  useEffect(() => (isOnAir ? () => media?.closeOwn() : undefined), [isOnAir, media])
}

type PictureProps = StagePanelProps & {
  readonly phase: Phase
  readonly wanted: Wanted
  readonly isOnAir: boolean
}

function Picture({ session, phase, wanted, isOnAir, before, ended, reactions, tally, onAsk }: PictureProps) {
  const now = useNow(phase.state === 'live' ? 1_000 : 60_000)
  const of = useStageMedia(session)
  if (phase.state === 'ended') return <div className="stage__fill stage__scroll">{ended(phase.since)}</div>
  if (phase.state === 'preparing') return <div className="stage__fill stage__scroll">{before}</div>
  if (phase.since && isCountingDown(phase, new Date(now)))
    return <Countdown until={phase.since} isOnAir={isOnAir} />
  if (of.state === 'in')
    return (
      <JoinedStage
        session={session}
        of={of}
        isOnAir={isOnAir}
        paused={phase.state === 'paused' && <Paused phase={phase} />}
        reactions={reactions}
        tally={tally}
        onAsk={onAsk}
        onLeave={wanted.leave}
        onJoin={wanted.again}
      />
    )
  if (phase.state === 'paused') return <Paused phase={phase} />
  return <NotJoined state={of.state} onJoin={wanted.again} />
}

function NotJoined({
  state,
  onJoin,
}: {
  readonly state: 'out' | 'joining' | 'failed'
  readonly onJoin: () => void
}) {
  if (state === 'joining')
    return (
      <StageMessage icon="wifi" title={<FormattedMessage id="stage.connecting" />}>
        <TextGoesOn />
      </StageMessage>
    )
  return (
    <StageMessage
      icon="play"
      title={<FormattedMessage id={state === 'failed' ? 'stage.notLoaded' : 'stage.leftIt'} />}
      acts={
        <Button kind="accent" size="lg" onClick={onJoin}>
          <FormattedMessage id={state === 'failed' ? 'ui.tryAgain' : 'stage.watch'} />
        </Button>
      }
    >
      <TextGoesOn />
    </StageMessage>
  )
}
