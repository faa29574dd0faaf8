import { FormattedMessage, useIntl } from 'react-intl'
import { Link } from 'react-router'
import type { Day } from '@rostrum/shared/features/programme/programme.days.ts'
import type { Clocks } from '#kernel/times.ts'

interface DayTabsProps {
  readonly days: readonly Day[]
  /** How many of each day's sessions pass the filters. */
  readonly counts: ReadonlyMap<string, number>
  readonly shown: string
  readonly today: string
  readonly clocks: Clocks
  readonly hrefOf: (change: { day: string }) => { search: string }
}

/** Links, because each day is an address of its own. */
export function DayTabs({ days, counts, shown, today, clocks, hrefOf }: DayTabsProps) {
  const { formatMessage } = useIntl()
  return (
    <nav className="days" aria-label={formatMessage({ id: 'programme.days' })}>
      {days.map(({ day }) => (
        <Link
          key={day}
          className="dayb"
          to={hrefOf({ day })}
          replace
          preventScrollReset
          {...(day === shown ? { 'aria-current': 'date' } : {})}
        >
          <b className="num">{clocks.day(day, 'dayNumber')}</b>
          <span>
            {clocks.day(day, 'weekday')}
            {day === today && (
              <span className="not-phone">
                <FormattedMessage id="programme.today" />
              </span>
            )}
          </span>
          <span className="n num">
            <FormattedMessage id="programme.count" values={{ count: counts.get(day) ?? 0 }} />
          </span>
        </Link>
      ))}
    </nav>
  )
}
