import { FormattedMessage } from 'react-intl'
import { Icon } from '#ui/Icon.tsx'
import { StepCard } from './StepCard.tsx'

/** The request waits in this page, and goes out by itself. */
export function OfflineCard({ onGiveUp }: { readonly onGiveUp: () => void }) {
  return (
    <StepCard icon="offline" tone="warn" title={<FormattedMessage id="people.offline.title" />}>
      <p className="sm">
        <FormattedMessage id="people.offline.text" />
      </p>
      <p className="state state--queued" role="status">
        <Icon name="clock" />
        <FormattedMessage id="people.offline.waiting" />
      </p>
      <p className="sm">
        <button type="button" className="link" onClick={onGiveUp}>
          <FormattedMessage id="people.offline.other" />
        </button>
      </p>
    </StepCard>
  )
}
