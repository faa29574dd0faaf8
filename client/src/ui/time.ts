/* Small things about time that composite parts share; whole times are formatted by `#kernel/times.ts`. */

/** The zone of this device. */
export const deviceZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone

/** `2026-07-08`: the calendar day of an instant in a zone. */
export function dayIn(zone: string, instant: Date): string {
  const part = new Intl.DateTimeFormat('en-CA', { timeZone: zone, dateStyle: 'short' })
  return part.format(instant)
}

/** A city's name for people, out of an IANA name. */
export const cityOf = (zone: string): string => zone.split('/').at(-1)?.replaceAll('_', ' ') ?? zone
