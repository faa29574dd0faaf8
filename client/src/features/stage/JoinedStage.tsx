import { useState } from 'react'
import type { ReactNode } from 'react'
import { FormattedMessage } from 'react-intl'
import type { SessionId } from '@rostrum/shared/kernel/fields.ts'
import { Button } from '#ui/Button.tsx'
import { Icon } from '#ui/Icon.tsx'
import { LineMessage } from './LineMessage.tsx'
import { OwnControls } from './OwnControls.tsx'
import { StageBar } from './StageBar.tsx'
import { StageMessage } from './StageMessage.tsx'
import { Tiles } from './Tiles.tsx'
import type { Layout } from './stage.layout.ts'
import type { StageOfTab } from './stage.media.ts'
import { useSoundWithClick } from './useSoundWithClick.ts'

interface JoinedStageProps {
  readonly session: SessionId
  readonly of: Extract<StageOfTab, { state: 'in' }>
  readonly isOnAir: boolean
  readonly paused: ReactNode
  readonly reactions: ReactNode
  readonly tally: ReactNode
  readonly onAsk: () => void
  readonly onLeave: () => void
  readonly onJoin: () => void
}

/** The line is there or coming back: pictures, or what stands in their place, and the bar. */
export function JoinedStage(props: JoinedStageProps) {
  const { session, of, isOnAir, paused, reactions, tally, onAsk, onLeave, onJoin } = props
  const { media, now } = of
  const { line } = now.stage
  const [layout, setLayout] = useState<Layout>('speaker')
  useSoundWithClick(media, now.needsClick)
  const isConnected = line.state === 'connected' || line.state === 'reconnecting'
  return (
    <>
      <div className="stage__picture">
        {paused ||
          (now.ladder === 'text' ? (
            <TextOnly onSound={() => media.choose('audio')} />
          ) : (
            isConnected && (
              <Tiles room={now.stage} layout={layout} session={session} soundOnly={now.ladder === 'audio'} />
            )
          ))}
        {!paused && now.ladder !== 'text' && isConnected && tally}
        <LineMessage line={line} media={media} onJoin={onJoin} />
        {now.needsClick && !paused && isConnected && (
          <Button kind="accent" size="lg" className="stage__unmute" onClick={() => void media.playSound()}>
            <Icon name="vol" />
            <FormattedMessage id="stage.turnOnSound" />
          </Button>
        )}
      </div>
      <StageBar
        media={media}
        now={now}
        layout={layout}
        onLayout={setLayout}
        reactions={reactions}
        onAsk={onAsk}
        onLeave={onLeave}
        own={isOnAir && <OwnControls session={session} media={media} now={now} />}
      />
    </>
  )
}

const TextOnly = ({ onSound }: { readonly onSound: () => void }) => (
  <StageMessage
    icon="text"
    title={<FormattedMessage id="stage.textOnly" />}
    acts={
      <Button kind="stage" onClick={onSound}>
        <FormattedMessage id="stage.hearAgain" />
      </Button>
    }
  >
    <p className="sm">
      <FormattedMessage id="stage.textOnlyText" />
    </p>
  </StageMessage>
)
