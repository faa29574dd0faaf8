import type { ReactNode } from 'react'
import { FormattedMessage } from 'react-intl'
import { channelId } from '@rostrum/shared/kernel/channel.ts'
import { isBackstage, leads } from '@rostrum/shared/kernel/actor.ts'
import type { SessionDetail } from '@rostrum/shared/features/programme/programme.contract.ts'
import { useChannel } from '#kernel/live.ts'
import { useStanding } from '#kernel/me.ts'
import { Boundary } from '#ui/Boundary.tsx'
import { Toasts } from '#ui/toast.tsx'
import { useText } from '../forum.tsx'
import { Notices } from '../shell/Notices.tsx'
import { SkipLink } from '../shell/SkipLink.tsx'
import { slots } from '../slots.tsx'
import { NotFoundPage } from './NotFoundPage.tsx'
import { PageState } from './PageState.tsx'
import { RoomHeader } from './RoomHeader.tsx'
import { useSessionOfPath } from './useSessionOfPath.ts'
import { useTitle } from './useTitle.ts'
import './session.css'
import './backstage.css'

/** For those who speak and those who run the session. To anybody else it answers like a page that does not exist. */
export function BackstagePage() {
  const detail = useSessionOfPath()
  if (detail.state !== 'ready') return <PageState of={detail} />
  return <Backstage detail={detail.data} />
}

function Backstage({ detail }: { readonly detail: SessionDetail }) {
  const { forum, session } = detail
  const place = { forum: forum.id, session: session.id }
  const standing = useStanding(place)
  const text = useText(forum)
  const isThere = isBackstage(standing)
  const runsIt = leads(standing)
  useChannel(channelId('session', session.id))
  useChannel(isThere ? channelId('backstage', session.id) : undefined)
  useChannel(runsIt ? channelId('moderators', session.id) : undefined)
  useTitle(text(session.title).text)
  if (!isThere) return <NotFoundPage />
  const { StageDesk, StageControls, QuestionsDesk, SafetyDesk } = slots
  return (
    <div className="bspage">
      <SkipLink />
      <RoomHeader detail={detail}>
        <Boundary>{StageControls && runsIt && <StageControls {...place} />}</Boundary>
      </RoomHeader>
      <Notices />
      <main className="bs" id="main" tabIndex={-1}>
        {StageDesk && (
          <Part name="stage">
            <StageDesk {...place} />
          </Part>
        )}
        {QuestionsDesk && (
          <Part name="questions">
            <QuestionsDesk {...place} />
          </Part>
        )}
        {SafetyDesk && runsIt && (
          <Part name="safety">
            <SafetyDesk {...place} />
          </Part>
        )}
      </main>
      <Toasts />
    </div>
  )
}

interface PartProps {
  readonly name: 'stage' | 'questions' | 'safety'
  readonly children: ReactNode
}

/** One of the columns; what breaks in it leaves the others standing. */
function Part({ name, children }: PartProps) {
  const id = `bs-${name}`
  return (
    <section className={name === 'stage' ? 'bs__stage stack' : 'stack'} aria-labelledby={id} data-region>
      <div className="colhead">
        <h2 id={id} className="h-section">
          <FormattedMessage id={`page.backstage.${name}`} />
        </h2>
      </div>
      <Boundary>{children}</Boundary>
    </section>
  )
}
