import { useState } from 'react'
import { FormattedMessage } from 'react-intl'
import type { Message } from '@rostrum/shared/features/chat/chat.contract.ts'
import { Icon } from '#ui/Icon.tsx'
import { ChatPanel } from '../../features/chat/ChatPanel.tsx'
import { useMute, useStopped } from '../../features/moderation/moderation.store.ts'
import { ReportDialog } from '../../features/moderation/ReportDialog.tsx'
import { RestrictDialog } from '../../features/moderation/RestrictDialog.tsx'
import { RestrictionNotice } from '../../features/moderation/RestrictionNotice.tsx'
import type { SessionPlace } from '../slots.tsx'

/** The chat, with what moderation says about writing in it, and what can be done about what was written. */
export function ChatPart(place: SessionPlace) {
  const mute = useMute(place)
  const isStopped = useStopped(place)
  const [reporting, setReporting] = useState<Message>()
  const [restricting, setRestricting] = useState<Message>()
  const barred = mute ? (
    <div className="compose">
      <RestrictionNotice restriction={mute} />
    </div>
  ) : isStopped ? (
    <StoppedNotice />
  ) : undefined
  return (
    <>
      <ChatPanel {...place} barred={barred} onReport={setReporting} onRestrict={setRestricting} />
      {reporting && (
        <ReportDialog
          session={place.session}
          target={{ kind: 'message', id: reporting.id }}
          name={reporting.by?.name ?? null}
          onClose={() => setReporting(undefined)}
        />
      )}
      {restricting?.by && (
        <RestrictDialog place={place} person={restricting.by} onClose={() => setRestricting(undefined)} />
      )}
    </>
  )
}

function StoppedNotice() {
  return (
    <div className="compose">
      <div className="well row row--top" role="status">
        <Icon name="stop" />
        <span className="sm">
          <FormattedMessage id="moderation.stopped" />
        </span>
      </div>
    </div>
  )
}
