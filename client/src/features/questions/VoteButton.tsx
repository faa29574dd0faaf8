import { FormattedNumber, useIntl } from 'react-intl'
import { Icon } from '#ui/Icon.tsx'

export interface VoteButtonProps {
  readonly votes: number
  readonly on: boolean
  readonly onVote: (on: boolean) => void
}

/** A vote is on or off; how many there are is part of its name. */
export function VoteButton({ votes, on, onVote }: VoteButtonProps) {
  const { formatMessage } = useIntl()
  return (
    <button
      type="button"
      className="vote"
      aria-pressed={on}
      aria-label={formatMessage({ id: 'questions.vote' }, { votes })}
      onClick={() => onVote(!on)}
    >
      <Icon name="up" />
      <span>
        <FormattedNumber value={votes} />
      </span>
    </button>
  )
}
