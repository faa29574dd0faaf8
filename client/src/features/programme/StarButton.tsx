import { useIntl } from 'react-intl'
import type { SessionId } from '@rostrum/shared/kernel/fields.ts'
import { Icon } from '#ui/Icon.tsx'
import { star } from './programme.actions.ts'

interface StarButtonProps {
  readonly session: SessionId
  readonly title: string
  readonly on: boolean
  readonly small?: boolean
}

/** In my day or not; the name holds the session's title, because a list has many of these. */
export function StarButton({ session, title, on, small = false }: StarButtonProps) {
  const { formatMessage } = useIntl()
  return (
    <button
      type="button"
      className={`btn btn--icon star above ${small ? 'btn--sm' : ''}`}
      aria-pressed={on}
      aria-label={formatMessage({ id: 'programme.star' }, { title })}
      onClick={() => star(session, !on)}
    >
      <Icon name="star" />
    </button>
  )
}
