import { useIntl } from 'react-intl'
import { useMaybeMe } from '#kernel/me.ts'
import { useNow } from '#kernel/now.ts'
import { dayIn, deviceZone } from '#ui/time.ts'

/** A time of today, with its day when it is of another. */
export function Moment({ at }: { readonly at: string }) {
  const { formatDate } = useIntl()
  const zone = useMaybeMe()?.timeZone ?? deviceZone()
  const now = new Date(useNow())
  const instant = new Date(at)
  const isToday = dayIn(zone, instant) === dayIn(zone, now)
  return (
    <time dateTime={at} className="num">
      {formatDate(instant, {
        timeZone: zone,
        hour: '2-digit',
        minute: '2-digit',
        ...(isToday ? {} : { day: 'numeric', month: 'short' }),
      })}
    </time>
  )
}
