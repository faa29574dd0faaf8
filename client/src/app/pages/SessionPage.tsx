import { useEffect } from 'react'
import { FormattedMessage, useIntl } from 'react-intl'
import { channelId } from '@rostrum/shared/kernel/channel.ts'
import type { SessionDetail } from '@rostrum/shared/features/programme/programme.contract.ts'
import { useChannel } from '#kernel/live.ts'
import { Boundary } from '#ui/Boundary.tsx'
import { Empty } from '#ui/states.tsx'
import { Toasts } from '#ui/toast.tsx'
import { useHeld } from '../../features/moderation/moderation.store.ts'
import type { Place } from '../../features/moderation/moderation.store.ts'
import { leaveStage } from '../../features/stage/stage.media.ts'
import { Notices } from '../shell/Notices.tsx'
import { SkipLink } from '../shell/SkipLink.tsx'
import { slots } from '../slots.tsx'
import { useText } from '../forum.tsx'
import { PageState } from './PageState.tsx'
import { RoomHeader } from './RoomHeader.tsx'
import { SessionPanel } from './SessionPanel.tsx'
import { usePanelStop } from './panelStop.ts'
import { useSessionOfPath } from './useSessionOfPath.ts'
import { useTitle } from './useTitle.ts'
import './session.css'

/** The speaker first; beside the stage what is asked, said, and who is here. */
export function SessionPage() {
  const detail = useSessionOfPath()
  if (detail.state !== 'ready') return <PageState of={detail} />
  return <Room detail={detail.data} />
}

function Room({ detail }: { readonly detail: SessionDetail }) {
  const { formatMessage } = useIntl()
  const { forum, session } = detail
  const text = useText(forum)
  const place = { forum: forum.id, session: session.id }
  const channel = useChannel(channelId('session', session.id))
  const stop = usePanelStop()
  const isGone = channel === 'gone'
  useTitle(text(session.title).text)
  useEffect(() => {
    if (isGone) leaveStage(session.id)
  }, [isGone, session.id])
  return (
    <div className="roompage">
      <SkipLink />
      <RoomHeader detail={detail} />
      <main className="room" id="main" tabIndex={-1} data-stop={stop.stop}>
        <Notices />
        {isGone ? (
          <Gone place={place} />
        ) : (
          <>
            <section
              className="stage on-stage"
              aria-label={formatMessage({ id: 'page.session.stage' })}
              data-region
            >
              <Boundary>{slots.Stage && <slots.Stage {...place} />}</Boundary>
            </section>
            <SessionPanel place={place} stop={stop} />
          </>
        )}
      </main>
      <Toasts />
    </div>
  )
}

/** Not for this person; or closed for a while, and then it opens by itself. */
function Gone({ place }: { readonly place: Place }) {
  const isHeld = useHeld(place)
  return (
    <Empty
      title={
        isHeld ? <FormattedMessage id="page.session.held" /> : <FormattedMessage id="page.session.gone" />
      }
    >
      <p role="status">
        {isHeld ? (
          <FormattedMessage id="page.session.heldText" />
        ) : (
          <FormattedMessage id="page.session.goneText" />
        )}
      </p>
    </Empty>
  )
}
