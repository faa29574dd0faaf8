import { FormattedMessage } from 'react-intl'
import type { Clocks } from '#kernel/times.ts'

interface WhenProps {
  readonly start: number
  readonly end: number
  readonly clocks: Clocks
}

/** From when to when: the reader's time first, the forum's beside it where it differs. */
export function When({ start, end, clocks }: WhenProps) {
  return (
    <span className="when">
      <b className="num">
        <time dateTime={new Date(start).toISOString()}>{clocks.range(start, end)}</time>
      </b>
      {!clocks.same(start) && (
        <span className="num">
          <FormattedMessage id="programme.forumTime" values={{ time: clocks.forumTime(start) }} />
        </span>
      )}
    </span>
  )
}
