import { useEffect } from 'react'
import { FormattedMessage, useIntl } from 'react-intl'
import { isLive } from '@rostrum/shared/features/stage/stage.policy.ts'
import type { SessionId } from '@rostrum/shared/kernel/fields.ts'
import { announce } from '#kernel/announce.ts'
import { useSlice } from '#kernel/live.ts'
import { useMe } from '#kernel/me.ts'
import { useNow } from '#kernel/now.ts'
import { Button } from '#ui/Button.tsx'
import { Icon } from '#ui/Icon.tsx'
import { act } from './stage.actions.ts'
import { clockOf } from './clock.ts'
import { stageStore } from './stage.store.ts'

/** I am on air: since when, what the chair has taken from me, and the way off. */
export function OnAirBar({ session }: { readonly session: SessionId }) {
  const { formatMessage } = useIntl()
  const me = useMe()
  const stage = useSlice(stageStore, 'session', session)
  const mine = useSlice(stageStore, 'person', me.id).stages.find((it) => it.id === session)
  const now = useNow(1_000)
  const entry = stage.onAir.find((it) => it.id === me.id)
  const isHeard = isLive(stage, new Date(now))
  useEffect(() => {
    if (isHeard) announce(formatMessage({ id: 'stage.youAreOnAir' }), 'assertive', 'on-air')
  }, [isHeard, formatMessage])
  return (
    <div
      className={isHeard ? 'oabar' : 'oabar oabar--waiting'}
      role="region"
      aria-label={formatMessage({ id: 'stage.youAreOnAir' })}
    >
      <span className="row">
        <Icon name="mega" size="sm" />
        <FormattedMessage id={isHeard ? 'stage.youAreOnAir' : 'stage.youWillBeHeard'} />
      </span>
      {mine?.stopped.map(({ source, by }) => (
        <span key={source} className="oabar__note">
          <FormattedMessage id={`stage.stoppedBy.${source}`} values={{ name: by.name }} />
        </span>
      ))}
      {entry && isHeard && (
        <span className="num oabar__clock" role="timer" aria-label={formatMessage({ id: 'stage.yourTime' })}>
          {clockOf(now - Math.max(Date.parse(entry.since), Date.parse(stage.since ?? entry.since)))}
        </span>
      )}
      <Button kind="stage" size="sm" onClick={() => void act('stage:takeOffAir', { session, person: me.id })}>
        <FormattedMessage id="stage.finished" />
      </Button>
    </div>
  )
}
