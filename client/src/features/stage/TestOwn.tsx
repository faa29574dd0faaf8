import { FormattedMessage } from 'react-intl'
import type { StageMedia, StageMediaState } from '#kernel/media/types.ts'
import { Button } from '#ui/Button.tsx'
import { Icon } from '#ui/Icon.tsx'
import { SourceProblems } from './OwnControls.tsx'
import { OwnPreview } from './OwnPreview.tsx'

interface TestOwnProps {
  readonly media: StageMedia
  readonly now: StageMediaState
}

/** Before a yes: microphone and camera as others would have them, sent to nobody. */
export function TestOwn({ media, now }: TestOwnProps) {
  const isOn = now.own.microphone.state === 'on' || now.own.camera.state === 'on'
  const test = () => void Promise.all([media.set('microphone', true), media.set('camera', true)])
  return (
    <div className="stack">
      <div className="row row--wrap">
        <Button kind="soft" size="sm" onClick={isOn ? () => media.closeOwn() : test}>
          <Icon name="mic" size="sm" />
          <FormattedMessage id={isOn ? 'stage.testEnd' : 'stage.test'} />
        </Button>
      </div>
      {isOn && (
        <p className="meta" role="status">
          <FormattedMessage id="stage.testing" />
        </p>
      )}
      <OwnPreview media={media} now={now} />
      <SourceProblems own={now.own} />
    </div>
  )
}
