import { FormattedMessage } from 'react-intl'
import type { LineToMedia, StageMedia } from '#kernel/media/types.ts'
import { useNow } from '#kernel/now.ts'
import { Button } from '#ui/Button.tsx'
import { StageMessage, TextGoesOn } from './StageMessage.tsx'

interface LineMessageProps {
  readonly line: LineToMedia
  readonly media: StageMedia
  /** Joins anew, after one's place was given away or taken. */
  readonly onJoin: () => void
}

/** Shown only when sound and picture do not come; undefined states draw nothing. */
export function LineMessage({ line, media, onJoin }: LineMessageProps) {
  switch (line.state) {
    case 'connected':
    case 'left':
      return null
    case 'connecting':
      return (
        <StageMessage icon="wifi" title={<FormattedMessage id="stage.connecting" />}>
          <TextGoesOn />
        </StageMessage>
      )
    case 'reconnecting':
      return <Reconnecting line={line} media={media} />
    case 'unavailable':
      return <Unavailable line={line} media={media} />
    case 'elsewhere':
      return (
        <StageMessage
          icon="laptop"
          title={<FormattedMessage id="stage.elsewhere" />}
          acts={
            <Button kind="accent" onClick={onJoin}>
              <FormattedMessage id="stage.watchHere" />
            </Button>
          }
        >
          <TextGoesOn />
        </StageMessage>
      )
    case 'away':
      return <Away why={line.why} />
    default:
      return line satisfies never
  }
}

function Reconnecting({
  line,
  media,
}: {
  readonly line: Extract<LineToMedia, { state: 'reconnecting' }>
  readonly media: StageMedia
}) {
  const now = useNow(1_000)
  const seconds = Math.max(0, Math.round((now - line.since) / 1_000))
  return (
    <StageMessage
      over
      icon="wifi"
      tone="warn"
      title={<FormattedMessage id="stage.comingBack" />}
      acts={<TryAgain media={media} />}
    >
      <p className="sm num">
        <FormattedMessage id="stage.comingBackSince" values={{ seconds, attempt: line.attempt }} />
      </p>
      <TextGoesOn />
    </StageMessage>
  )
}

function Unavailable({
  line,
  media,
}: {
  readonly line: Extract<LineToMedia, { state: 'unavailable' }>
  readonly media: StageMedia
}) {
  const now = useNow(1_000)
  const seconds = Math.max(0, Math.ceil((line.nextTry - now) / 1_000))
  return (
    <StageMessage
      icon="offline"
      tone="bad"
      title={<FormattedMessage id="stage.noMedia" />}
      acts={<TryAgain media={media} />}
    >
      <p className="sm">
        <FormattedMessage id="stage.noMediaText" />
      </p>
      <p className="meta num">
        <FormattedMessage id="stage.nextTry" values={{ seconds }} />
      </p>
    </StageMessage>
  )
}

const TryAgain = ({ media }: { readonly media: StageMedia }) => (
  <Button kind="stage" onClick={() => media.retry()}>
    <FormattedMessage id="ui.tryAgain" />
  </Button>
)

function Away({ why }: { readonly why: 'ended' | 'forbidden' | 'removed' }) {
  return (
    <StageMessage icon="ban" tone="bad" title={<FormattedMessage id={`stage.away.${why}`} />}>
      <p className="sm">
        <FormattedMessage id={`stage.away.${why}.text`} />
      </p>
    </StageMessage>
  )
}
