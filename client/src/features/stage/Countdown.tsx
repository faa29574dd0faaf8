import { useEffect } from 'react'
import type { CSSProperties } from 'react'
import { FormattedMessage, useIntl } from 'react-intl'
import { announce } from '#kernel/announce.ts'
import { useNow } from '#kernel/now.ts'

/** The dial begins full at this many seconds; a longer countdown waits at full. */
const dialSeconds = 30

/** The last seconds, counted to an instant that is the same for everyone. */
export function Countdown({ until, isOnAir }: { readonly until: string; readonly isOnAir: boolean }) {
  const { formatMessage } = useIntl()
  const now = useNow(250)
  const seconds = Math.max(0, Math.ceil((Date.parse(until) - now) / 1_000))
  const share = Math.min(1, seconds / dialSeconds)
  useEffect(() => announce(formatMessage({ id: 'stage.aboutToStart' })), [formatMessage])
  return (
    <div className="smsg stage__fill">
      <div
        className="dial stage__dial"
        style={{ '--v': `${Math.round(share * 100)}%` } as CSSProperties}
        role="timer"
        aria-label={formatMessage({ id: 'stage.startsIn' }, { seconds })}
      >
        <b>{seconds}</b>
        <span>
          <FormattedMessage id="stage.seconds" values={{ seconds }} />
        </span>
      </div>
      <p className="h-serif">
        <FormattedMessage id="stage.aboutToStart" />
      </p>
      <p className="meta">
        <FormattedMessage id={isOnAir ? 'stage.youWillBeHeard' : 'stage.nobodyHearsYou'} />
      </p>
    </div>
  )
}
