import { useEffect } from 'react'
import { FormattedMessage, useIntl } from 'react-intl'
import { mayDirect } from '@rostrum/shared/features/stage/stage.policy.ts'
import type { ForumId, SessionId } from '@rostrum/shared/kernel/fields.ts'
import { useSlice } from '#kernel/live.ts'
import { useMe, useStanding } from '#kernel/me.ts'
import { Button } from '#ui/Button.tsx'
import { Icon } from '#ui/Icon.tsx'
import { GreenRoom } from './GreenRoom.tsx'
import { InviteForm } from './InviteForm.tsx'
import { LineMessage } from './LineMessage.tsx'
import { OnAirBar } from './OnAirBar.tsx'
import { OnAirList } from './OnAirList.tsx'
import { OwnDesk } from './OwnDesk.tsx'
import { Tiles } from './Tiles.tsx'
import { joinStage, leaveStage, useStageMedia } from './stage.media.ts'
import { stageStore } from './stage.store.ts'
import { useSoundWithClick } from './useSoundWithClick.ts'
import './stage.css'

interface StageDeskProps {
  readonly forum: ForumId
  readonly session: SessionId
}

/** Behind the stage: what the audience sees, who is on air, who is ready, my own devices. */
export function StageDesk({ forum, session }: StageDeskProps) {
  const standing = useStanding({ forum, session })
  const directs = mayDirect(standing)
  const me = useMe()
  const stage = useSlice(stageStore, 'session', session)
  const isOnAir = stage.onAir.some((it) => it.id === me.id)
  const of = useStageMedia(session)
  const join = () => void joinStage({ session, backstage: true })
  useSoundWithClick(of.state === 'in' ? of.media : undefined, of.state === 'in' && of.now.needsClick)
  useEffect(() => {
    void joinStage({ session, backstage: true })
    return () => leaveStage(session)
  }, [session])
  return (
    <div className="stack sdesk">
      {isOnAir && <OnAirBar session={session} />}
      <AudienceView session={session} of={of} onJoin={join} />
      {of.state === 'in' && <OwnDesk session={session} media={of.media} now={of.now} isOnAir={isOnAir} />}
      <OnAirList session={session} directs={directs} />
      <GreenRoom session={session} directs={directs} of={of} />
      {directs && <InviteForm session={session} />}
    </div>
  )
}

function AudienceView(props: {
  readonly session: SessionId
  readonly of: ReturnType<typeof useStageMedia>
  readonly onJoin: () => void
}) {
  const { session, of, onJoin } = props
  const { formatMessage } = useIntl()
  return (
    <section className="sdesk__view on-stage" aria-label={formatMessage({ id: 'stage.audienceSees' })}>
      {of.state === 'in' ? (
        <>
          {(of.now.stage.line.state === 'connected' || of.now.stage.line.state === 'reconnecting') && (
            <Tiles session={session} room={of.now.stage} layout="speaker" />
          )}
          <LineMessage line={of.now.stage.line} media={of.media} onJoin={onJoin} />
          {of.now.needsClick && (
            <Button kind="accent" className="stage__unmute" onClick={() => void of.media.playSound()}>
              <Icon name="vol" />
              <FormattedMessage id="stage.turnOnSound" />
            </Button>
          )}
        </>
      ) : (
        <div className="smsg">
          <p className="sm">
            <FormattedMessage id={of.state === 'failed' ? 'stage.notLoaded' : 'stage.connecting'} />
          </p>
          {of.state === 'failed' && (
            <Button kind="stage" onClick={onJoin}>
              <FormattedMessage id="ui.tryAgain" />
            </Button>
          )}
        </div>
      )}
      <span className="sdesk__caption">
        <FormattedMessage id="stage.audienceSees" />
      </span>
    </section>
  )
}
