import { FormattedMessage } from 'react-intl'
import type { MessageId } from '@rostrum/shared/features/chat/chat.contract.ts'
import type { Report, Rule } from '@rostrum/shared/features/moderation/moderation.contract.ts'
import { hide } from '../../features/chat/chat.actions.ts'
import { ChatSettingsForm } from '../../features/chat/ChatSettingsForm.tsx'
import { ModerationPanel } from '../../features/moderation/ModerationPanel.tsx'
import { SafetyPanel } from '../../features/moderation/SafetyPanel.tsx'
import { useForumHere, useHere, usePresenceSignals } from '../../features/presence/presence.store.ts'
import type { ForumPlace, SessionPlace } from '../slots.tsx'

async function hideReported({ session, target }: Report, rule: Rule): Promise<boolean> {
  if (target.kind !== 'message') return false
  return (await hide(session, target.id as MessageId, rule)).ok
}

/** Beside the stage, for those who run the session. */
export function SafetyPart(place: SessionPlace) {
  usePresenceSignals()
  return (
    <SafetyPanel place={place} people={useHere(place.session)} onHide={hideReported}>
      <section className="stack" aria-labelledby="safety-chat">
        <h3 className="h-card" id="safety-chat">
          <FormattedMessage id="page.panel.chat" />
        </h3>
        <ChatSettingsForm session={place.session} />
      </section>
    </SafetyPanel>
  )
}

/** For those who keep the whole forum safe. */
export function ModerationPart({ forum }: ForumPlace) {
  usePresenceSignals()
  return <ModerationPanel forum={forum.id} people={useForumHere(forum.id)} onHide={hideReported} />
}
