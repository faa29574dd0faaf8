import { FormattedMessage, useIntl } from 'react-intl'
import { useNow } from '#kernel/now.ts'
import { Button } from '#ui/Button.tsx'
import { Icon } from '#ui/Icon.tsx'
import type { Asked } from './people.actions.ts'
import { StepCard } from './StepCard.tsx'

const againAfterSeconds = 60

export interface LinkSentProps {
  readonly asked: Asked
  readonly at: Date
  readonly onAgain: () => void
  readonly onOther: () => void
}

/** Says the same whether or not there is such a person. */
export function LinkSent({ asked, at, onAgain, onOther }: LinkSentProps) {
  const { formatMessage, formatTime } = useIntl()
  const now = useNow(1_000)
  const left = againAfterSeconds - Math.floor((now - at.getTime()) / 1_000)
  const until = new Date(at.getTime() + asked.minutes * 60_000)
  return (
    <StepCard icon="mail" title={<FormattedMessage id="people.sent.title" />}>
      <p className="sm">
        <FormattedMessage
          id="people.sent.text"
          values={{ email: <bdi dir="ltr">{asked.email}</bdi>, time: formatTime(until) }}
        />
      </p>
      {asked.mailbox && (
        <p className="well sm">
          <FormattedMessage
            id="people.sent.mailbox"
            values={{
              link: (text) => (
                <a className="link" href={asked.mailbox} target="_blank" rel="noreferrer">
                  {text}
                </a>
              ),
            }}
          />
        </p>
      )}
      <div className="well sm">
        <p className="strong">
          <FormattedMessage id="people.sent.where.title" />
        </p>
        <p>
          <FormattedMessage id="people.sent.where.text" />
        </p>
      </div>
      <div className="people__acts">
        <Button
          onClick={onAgain}
          notYet={left > 0 ? formatMessage({ id: 'people.sent.again.notYet' }) : undefined}
        >
          <Icon name="refresh" />
          <span className="num">
            {left > 0 ? (
              <FormattedMessage id="people.sent.again.in" values={{ seconds: left }} />
            ) : (
              <FormattedMessage id="people.sent.again" />
            )}
          </span>
        </Button>
        <p className="sm">
          <FormattedMessage id="people.sent.nothing" />{' '}
          <button type="button" className="link" onClick={onOther}>
            <FormattedMessage id="people.sent.other" />
          </button>
        </p>
      </div>
    </StepCard>
  )
}
