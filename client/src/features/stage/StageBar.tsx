import { FormattedMessage, useIntl } from 'react-intl'
import type { ReactNode } from 'react'
import type { StageMedia, StageMediaState } from '#kernel/media/types.ts'
import { Icon } from '#ui/Icon.tsx'
import type { IconName } from '#ui/icons.ts'
import { PopoverButton } from '#ui/Popover.tsx'
import { LadderMenu } from './LadderMenu.tsx'
import { toggleFullScreen } from './fullScreen.ts'
import type { Layout } from './stage.layout.ts'

interface BarButtonProps {
  readonly icon: IconName
  readonly label: ReactNode
  readonly pressed?: boolean
  readonly className?: string
  readonly onPress: () => void
}

export function BarButton({ icon, label, pressed, className, onPress }: BarButtonProps) {
  return (
    <button
      type="button"
      className={className ? `ctl__b ${className}` : 'ctl__b'}
      onClick={onPress}
      {...(pressed === undefined ? {} : { 'aria-pressed': pressed })}
    >
      <Icon name={icon} />
      <span>{label}</span>
    </button>
  )
}

interface StageBarProps {
  readonly media: StageMedia
  readonly now: StageMediaState
  readonly layout: Layout
  readonly onLayout: (layout: Layout) => void
  /** Given with one press, from another feature. */
  readonly reactions?: ReactNode
  readonly onAsk?: (() => void) | undefined
  readonly onLeave: () => void
  /** Own microphone and camera, when on air. */
  readonly own?: ReactNode
}

/** The same bar on every stage: what I hear and see, what I can do, the way out. */
export function StageBar(props: StageBarProps) {
  const { media, now, layout, onLayout, reactions, onAsk, onLeave, own } = props
  const { formatMessage } = useIntl()
  return (
    <div className="ctl" role="toolbar" aria-label={formatMessage({ id: 'stage.controls' })} data-region>
      <SoundButton media={media} />
      {own}
      <span className="ctl__sep" />
      {reactions && (
        <PopoverButton
          className="ctl__b"
          keyName="reactions"
          label={formatMessage({ id: 'stage.react' })}
          face={<Face icon="clap" id="stage.react" />}
        >
          <div className="stage__pop">{reactions}</div>
        </PopoverButton>
      )}
      {onAsk && <BarButton icon="text" label={<FormattedMessage id="stage.ask" />} onPress={onAsk} />}
      <span className="ctl__sep" />
      <PopoverButton
        className="ctl__b"
        keyName="data"
        label={formatMessage({ id: `stage.ladder.${now.ladder}` })}
        face={<Face icon="wifi" id={`stage.ladder.${now.ladder}`} />}
      >
        <LadderMenu media={media} now={now} />
      </PopoverButton>
      <BarButton
        icon={layout === 'grid' ? 'monitor' : 'grid'}
        className="ctl__b--wide-only"
        label={<FormattedMessage id={layout === 'grid' ? 'stage.layout.speaker' : 'stage.layout.grid'} />}
        onPress={() => onLayout(layout === 'grid' ? 'speaker' : 'grid')}
      />
      <BarButton
        icon="expand"
        className="ctl__b--wide-only"
        label={<FormattedMessage id="stage.fullScreen" />}
        onPress={toggleFullScreen}
      />
      <BarButton
        icon="leave"
        className="ctl__b--leave"
        label={<FormattedMessage id="stage.leave" />}
        onPress={onLeave}
      />
    </div>
  )
}

const Face = ({ icon, id }: { readonly icon: IconName; readonly id: string }) => (
  <>
    <Icon name={icon} />
    <span>
      <FormattedMessage id={id} />
    </span>
  </>
)

function SoundButton({ media }: { readonly media: StageMedia }) {
  const { formatMessage } = useIntl()
  return (
    <PopoverButton
      className="ctl__b"
      label={formatMessage({ id: 'stage.sound' })}
      face={<Face icon="vol" id="stage.sound" />}
    >
      <label className="stage__pop stack">
        <span className="sm">
          <FormattedMessage id="stage.volume" />
        </span>
        <input
          type="range"
          className="slider"
          min={0}
          max={100}
          defaultValue={100}
          onChange={({ target }) => media.setVolume('stage', Number(target.value) / 100)}
        />
      </label>
    </PopoverButton>
  )
}
