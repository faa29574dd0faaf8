import { FormattedMessage, FormattedTime } from 'react-intl'
import type { Phase } from '@rostrum/shared/features/stage/stage.contract.ts'
import { UserText } from '#ui/UserText.tsx'
import { StageMessage, TextGoesOn } from './StageMessage.tsx'

/** The chair stopped the stream; nothing is broken. */
export function Paused({ phase }: { readonly phase: Phase }) {
  return (
    <StageMessage
      icon="pause"
      title={
        phase.backAt ? (
          <FormattedMessage
            id="stage.pausedUntil"
            values={{ time: <FormattedTime value={phase.backAt} timeStyle="short" /> }}
          />
        ) : (
          <FormattedMessage id="stage.paused" />
        )
      }
    >
      {phase.note && (
        <p className="sm">
          <UserText>{phase.note}</UserText>
        </p>
      )}
      {phase.since && (
        <p className="meta num">
          <FormattedMessage
            id="stage.pausedSince"
            values={{ time: <FormattedTime value={phase.since} timeStyle="short" /> }}
          />
        </p>
      )}
      <TextGoesOn />
    </StageMessage>
  )
}
