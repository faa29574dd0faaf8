/*
 * Calendar days and wall clocks in a time zone, by `Intl` alone: the zone rules are the platform's, and cost no bytes.
 * A day is `YYYY-MM-DD`; an instant is milliseconds since 1970 UTC.
 */

const dayMs = 86_400_000
const formats = new Map<string, Intl.DateTimeFormat>()

function format(zone: string): Intl.DateTimeFormat {
  let found = formats.get(zone)
  if (!found) {
    found = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      calendar: 'gregory',
      numberingSystem: 'latn',
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
    })
    formats.set(zone, found)
  }
  return found
}

/** What the wall clock shows in this zone at this instant, written as if it were UTC. */
function wallClock(zone: string, at: number): number {
  const part: Partial<Record<Intl.DateTimeFormatPartTypes, number>> = {}
  for (const { type, value } of format(zone).formatToParts(at)) part[type] = Number(value)
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = part
  return Date.UTC(year, month - 1, day, hour, minute, second)
}

/** How far the zone's clock is ahead of UTC at this instant, in milliseconds. */
export function offsetOf(zone: string, at: number): number {
  const whole = Math.floor(at / 1000) * 1000
  return wallClock(zone, whole) - whole
}

const dayText = (wall: number) => new Date(wall).toISOString().slice(0, 10)

/** The calendar day of an instant in this zone. */
export const dayIn = (zone: string, at: number): string => dayText(at + offsetOf(zone, at))

/** Minutes on the wall clock since that day's midnight, 0 to 1439. */
export const minutesIn = (zone: string, at: number): number =>
  Math.floor(((((at + offsetOf(zone, at)) % dayMs) + dayMs) % dayMs) / 60_000)

/** Calendar arithmetic: no zone, so no day is ever 23 or 25 hours long. */
export const addDays = (day: string, count: number): string => dayText(Date.parse(day) + count * dayMs)

/** From the first day to the last, both included. */
export function daysBetween(first: string, last: string): string[] {
  const count = Math.max(0, Math.round((Date.parse(last) - Date.parse(first)) / dayMs))
  return Array.from({ length: count + 1 }, (_, n) => addDays(first, n))
}

/**
 * The instant at which the wall clock of the zone shows `minutes` after midnight of `day`; minutes may lie outside of
 * the day. A time that is skipped when clocks go forward becomes as much later as was skipped, and of a time that comes
 * twice when they go back it is the first: the rules of RFC 5545 and of Temporal's `compatible`.
 */
export function instantAt(zone: string, day: string, minutes: number): number {
  const wall = Date.parse(day) + minutes * 60_000
  const before = wall - offsetOf(zone, wall - dayMs)
  const after = wall - offsetOf(zone, wall + dayMs)
  // Each guess is right if the clock there shows what was asked for; in a gap neither is, and the old offset counts.
  const found = [before, after].find((at) => at + offsetOf(zone, at) === wall)
  return found ?? before
}
