import { useMemo } from 'react'
import { useIntl } from 'react-intl'
import { dayIn, offsetOf } from '@rostrum/shared/kernel/zones.ts'
import { useMaybeMe } from './me.ts'

/* The reader's time first, the forum's beside it, both with the date when the day differs. */

const shapes = {
  time: { hour: '2-digit', minute: '2-digit' },
  dayTime: { weekday: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit' },
  weekday: { weekday: 'short' },
  dayNumber: { day: 'numeric' },
  longDay: { weekday: 'long', day: 'numeric', month: 'long' },
  zone: { timeZoneName: 'longGeneric' },
} as const satisfies Record<string, Intl.DateTimeFormatOptions>
type Shape = keyof typeof shapes

const formats = new Map<string, Intl.DateTimeFormat>()

/** English for readers everywhere: the day before the month, as in most of the world. */
const formatLocale = (locale: string): string => (locale === 'en' ? 'en-GB' : locale)

/** Making a format takes a hundred times as long as using it. */
function format(locale: string, zone: string, shape: Shape): Intl.DateTimeFormat {
  const key = `${locale} ${zone} ${shape}`
  let found = formats.get(key)
  if (!found) {
    found = new Intl.DateTimeFormat(formatLocale(locale), {
      ...shapes[shape],
      timeZone: zone,
      hourCycle: 'h23',
    })
    formats.set(key, found)
  }
  return found
}

export interface Clocks {
  readonly mine: string
  readonly forum: string
  /** The reader's clock shows the same as the forum's at this instant: then one is enough. */
  same(at: number): boolean
  /** `15:00` in the reader's zone. */
  time(at: number): string
  /** `15:00`, or `Tue 7, 23:00` when that is not on this day of the reader. */
  timeOn(at: number, day: string): string
  /** `15:00–16:15`, with the dates when it runs over midnight. */
  range(start: number, end: number): string
  /** `11:00` in the forum's zone, or `Tue 7, 23:00` when it is another day there. */
  forumTime(at: number): string
  /** A calendar day (`YYYY-MM-DD`): `Wed`, `8`, `Wednesday 8 July`. */
  day(day: string, shape: 'weekday' | 'dayNumber' | 'longDay'): string
  /** `Central European Time`. */
  zoneName(zone: string): string
}

export function createClocks(locale: string, mine: string, forum: string): Clocks {
  return {
    mine,
    forum,
    same: (at) => offsetOf(mine, at) === offsetOf(forum, at),
    time: (at) => format(locale, mine, 'time').format(at),
    timeOn: (at, day) => format(locale, mine, dayIn(mine, at) === day ? 'time' : 'dayTime').format(at),
    range: (start, end) =>
      format(locale, mine, dayIn(mine, start) === dayIn(mine, end) ? 'time' : 'dayTime').formatRange(
        start,
        end,
      ),
    forumTime: (at) =>
      format(locale, forum, dayIn(mine, at) === dayIn(forum, at) ? 'time' : 'dayTime').format(at),
    day: (day, shape) => format(locale, 'UTC', shape).format(Date.parse(day)),
    zoneName: (zone) =>
      format(locale, zone, 'zone')
        .formatToParts()
        .find((it) => it.type === 'timeZoneName')?.value ?? zone,
  }
}

/** The reader's zone is the one of their profile, else the browser's. */
export function useClocks(forumZone: string): Clocks {
  const { locale } = useIntl()
  const mine = useMaybeMe()?.timeZone ?? Intl.DateTimeFormat().resolvedOptions().timeZone
  return useMemo(() => createClocks(locale, mine, forumZone), [locale, mine, forumZone])
}
