import { FormattedMessage } from 'react-intl'
import { Button } from '#ui/Button.tsx'
import { Icon } from '#ui/Icon.tsx'
import type { Link } from './people.actions.ts'
import { StepCard } from './StepCard.tsx'

export interface OldLinkProps {
  readonly link: Exclude<Link, { state: 'ready' }>
  readonly onAgain: () => void
  readonly onAskAnew: () => void
}

/** Too old, used, or none of ours: nothing is wrong with the account, and a new link is one press away. */
export function OldLink({ link, onAgain, onAskAnew }: OldLinkProps) {
  const isKnown = link.state !== 'unknown'
  return (
    <StepCard icon="clock" tone="warn" title={<FormattedMessage id="people.old.title" />}>
      <p className="sm">
        <FormattedMessage id={`people.old.text.${link.state}`} />
      </p>
      <Button kind="primary" size="lg" block onClick={isKnown ? onAgain : onAskAnew}>
        <Icon name="mail" />
        <FormattedMessage id="people.old.again" />
      </Button>
      {isKnown && (
        <p className="sm people__quiet">
          <FormattedMessage id="people.old.to" values={{ email: <bdi dir="ltr">{link.email}</bdi> }} />{' '}
          <button type="button" className="link" onClick={onAskAnew}>
            <FormattedMessage id="people.sent.other" />
          </button>
        </p>
      )}
    </StepCard>
  )
}
