import { useEffect, useState } from 'react'
import { FormattedMessage, useIntl } from 'react-intl'
import { announce } from '#kernel/announce.ts'
import { useExpired, useKeepsUnsent, useLine, useQueuedCount } from '#kernel/live.ts'
import { useSession } from '#kernel/me.ts'
import { Button } from '#ui/Button.tsx'
import { Banner } from '#ui/states.tsx'
import { OutNotices } from '../../features/moderation/RestrictionNotice.tsx'

/** What the whole app has to say: about the line, about what is not sent, about a new version. */
export function Notices() {
  return (
    <div className="notices">
      <LineNotice />
      <ExpiredNotice />
      <OutNotices />
    </div>
  )
}

/** Shorter gaps are mended before anybody has read of them. */
const patienceMs = 1_500

function LineNotice() {
  const { formatMessage } = useIntl()
  const line = useLine()
  const session = useSession()
  const queued = useQueuedCount()
  const keeps = useKeepsUnsent()
  const isLost = line.state === 'waiting' || session.state === 'unreachable'
  const shown = useLater(isLost)
  useEffect(() => {
    if (!shown) return undefined
    announce(formatMessage({ id: 'shell.line.waiting' }), 'assertive', 'line')
    return () => announce(formatMessage({ id: 'shell.line.back' }), 'polite', 'line')
  }, [shown, formatMessage])

  if (line.state === 'closed') return <ClosedNotice reason={line.reason} />
  if (!shown) return null
  return (
    <Banner tone="warn" icon="offline">
      <b className="strong">
        <FormattedMessage id="shell.line.waiting" />
      </b>{' '}
      {queued > 0 ? (
        <FormattedMessage
          id={keeps ? 'shell.line.queued' : 'shell.line.queuedHereOnly'}
          values={{ count: queued }}
        />
      ) : (
        <FormattedMessage id="shell.line.nothingQueued" />
      )}
    </Banner>
  )
}

function ClosedNotice({
  reason,
}: {
  readonly reason: 'banned' | 'signed_out' | 'upgrade_required' | 'bad_protocol'
}) {
  if (reason === 'signed_out') return null
  if (reason === 'banned')
    return (
      <Banner tone="live" icon="ban">
        <FormattedMessage id="shell.line.banned" />
      </Banner>
    )
  return (
    <Banner
      icon="refresh"
      action={
        <Button kind="primary" size="sm" onClick={() => location.reload()}>
          <FormattedMessage id="shell.reload" />
        </Button>
      }
    >
      <FormattedMessage id="shell.line.upgrade" />
    </Banner>
  )
}

/** What waited longer than it was wanted is never sent without asking. */
function ExpiredNotice() {
  const expired = useExpired()
  if (expired.length === 0) return null
  return (
    <Banner
      tone="warn"
      icon="clock"
      action={
        <span className="row row--wrap">
          <Button size="sm" onClick={() => expired.forEach((it) => it.retry())}>
            <FormattedMessage id="shell.expired.send" />
          </Button>
          <Button kind="quiet" size="sm" onClick={() => expired.forEach((it) => it.discard())}>
            <FormattedMessage id="shell.expired.drop" />
          </Button>
        </span>
      }
    >
      <FormattedMessage id="shell.expired" values={{ count: expired.length }} />
    </Banner>
  )
}

/** True once something has been true for a while. */
function useLater(now: boolean): boolean {
  const [later, setLater] = useState(false)
  useEffect(() => {
    if (!now) return undefined
    const timer = setTimeout(() => setLater(true), patienceMs)
    return () => {
      clearTimeout(timer)
      setLater(false)
    }
  }, [now])
  return now && later
}
