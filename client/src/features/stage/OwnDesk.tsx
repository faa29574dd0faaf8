import { useState } from 'react'
import { FormattedMessage, useIntl } from 'react-intl'
import type { SessionId } from '@rostrum/shared/kernel/fields.ts'
import { useSlice } from '#kernel/live.ts'
import { useMe } from '#kernel/me.ts'
import type { StageMedia, StageMediaState } from '#kernel/media/types.ts'
import { showToast } from '#ui/toast.tsx'
import { OwnControls } from './OwnControls.tsx'
import { OwnPreview } from './OwnPreview.tsx'
import { act } from './stage.actions.ts'
import { stageStore } from './stage.store.ts'

interface OwnDeskProps {
  readonly session: SessionId
  readonly media: StageMedia
  readonly now: StageMediaState
  readonly isOnAir: boolean
}

/** My picture and sound: heard behind the stage only, until I am on air and the session is live. */
export function OwnDesk({ session, media, now, isOnAir }: OwnDeskProps) {
  const { formatMessage } = useIntl()
  const me = useMe()
  const here = useSlice(stageStore, 'backstage', session).people.find((it) => it.id === me.id)
  const [said, setSaid] = useState<boolean>() // shown at once, until the server's own word is here
  const ready = async (isReady: boolean) => {
    setSaid(isReady)
    const refused = await act('stage:checkIn', { session, isReady })
    setSaid(undefined)
    if (refused) showToast(formatMessage({ id: 'stage.set.refused' }))
  }
  return (
    <section className="card card--pad stack" aria-label={formatMessage({ id: 'stage.mine' })}>
      <div className="row row--between">
        <h3 className="h-card">
          <FormattedMessage id="stage.mine" />
        </h3>
        <span className="meta">
          <FormattedMessage id={now.isOnAir ? 'stage.heardByAll' : 'stage.heardBackstage'} />
        </span>
      </div>
      <OwnPreview media={media} now={now} />
      <div
        className="ctl sdesk__ctl on-stage"
        role="toolbar"
        aria-label={formatMessage({ id: 'stage.controls' })}
      >
        <OwnControls session={session} media={media} now={now} />
      </div>
      {!isOnAir && (
        <label className="check">
          <input
            type="checkbox"
            checked={said ?? here?.isReady ?? false}
            onChange={({ target }) => void ready(target.checked)}
          />
          <span>
            <FormattedMessage id="stage.iAmReady" />
          </span>
        </label>
      )}
    </section>
  )
}
