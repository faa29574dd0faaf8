import { useEffect, useState } from 'react'
import { FormattedMessage, useIntl } from 'react-intl'

/* Times are the reader's first, the forum's beside them. Everything is formatted by Intl. */

/** The zone of this device. */
export const deviceZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone

/** `2026-07-08`: the calendar day of an instant in a zone. */
export function dayIn(zone: string, instant: Date): string {
  const part = new Intl.DateTimeFormat('en-CA', { timeZone: zone, dateStyle: 'short' })
  return part.format(instant)
}

/** The present moment, again every `everyMs`. */
export function useNow(everyMs: number): Date {
  const [now, setNow] = useState(() => new Date())
  useEffect(() => {
    const timer = setInterval(() => setNow(new Date()), everyMs)
    return () => clearInterval(timer)
  }, [everyMs])
  return now
}

export interface ZonesProps {
  /** The reader's. */
  readonly zone: string
  readonly forumZone: string
}

/** A city's name for people, out of an IANA name. */
export const cityOf = (zone: string): string => zone.split('/').at(-1)?.replaceAll('_', ' ') ?? zone

/** `15:00–16:15 · 11:00–12:15 in Geneva`; with the dates when the days differ. */
export function When({
  start,
  end,
  zone,
  forumZone,
}: ZonesProps & { readonly start: Date; readonly end: Date }) {
  const { formatDateTimeRange } = useIntl()
  const otherDay = dayIn(zone, start) !== dayIn(forumZone, start)
  const format = (timeZone: string) =>
    formatDateTimeRange(start, end, {
      hour: '2-digit',
      minute: '2-digit',
      timeZone,
      ...(otherDay ? { weekday: 'short', day: 'numeric', month: 'short' } : {}),
    })
  return (
    <span className="when">
      <time dateTime={start.toISOString()}>
        <b>{format(zone)}</b>
      </time>
      {zone !== forumZone && (
        <span>
          <FormattedMessage id="ui.timeIn" values={{ time: format(forumZone), city: cityOf(forumZone) }} />
        </span>
      )}
    </span>
  )
}

/** "51 min left", "in 6 min": whole minutes, in words. */
export function Minutes({
  until,
  now,
  kind,
}: {
  readonly until: Date
  readonly now: Date
  readonly kind: 'left' | 'in'
}) {
  const minutes = Math.max(0, Math.ceil((until.getTime() - now.getTime()) / 60_000))
  return <FormattedMessage id={kind === 'left' ? 'ui.minutesLeft' : 'ui.inMinutes'} values={{ minutes }} />
}
