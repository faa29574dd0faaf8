import { useEffect, useState } from 'react'

/* Small things about time that composite parts share; whole times are formatted by `#kernel/times.ts`. */

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

/** A city's name for people, out of an IANA name. */
export const cityOf = (zone: string): string => zone.split('/').at(-1)?.replaceAll('_', ' ') ?? zone
