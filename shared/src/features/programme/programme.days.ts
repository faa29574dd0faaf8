import { dayIn, daysBetween } from '@rostrum/shared/kernel/zones.ts'
import type { Programme, Session } from './programme.contract.ts'

/* A programme as its reader looks at it: by the days of a time zone, around a moment, through filters. Pure. */

/** A session with what is asked of it again and again. `start` and `end` are milliseconds; a session ends before `end`. */
export interface Row {
  readonly session: Session
  readonly start: number
  readonly end: number
  /** Folded titles in all languages, names and organisations. */
  readonly words: string
}

export interface Day {
  readonly day: string
  readonly rows: readonly Row[]
}

export type Phase = 'before' | 'during' | 'after'

/** Once per programme: everything below is then quick for a thousand sessions. Rows are in order of start, then id. */
export function toRows({
  sessions,
  people,
  tracks,
}: Pick<Programme, 'sessions' | 'people' | 'tracks'>): Row[] {
  const nameOf = new Map(people.map((it) => [it.id, `${it.name} ${it.organisation ?? ''}`]))
  const trackOf = new Map(tracks.map((it) => [it.id, Object.values(it.name).join(' ')]))
  return sessions
    .map((session) => ({
      session,
      start: Date.parse(session.startsAt),
      end: Date.parse(session.endsAt),
      words: fold(
        [
          ...Object.values(session.title),
          ...session.people.map((it) => nameOf.get(it.person) ?? ''),
          trackOf.get(session.track ?? '') ?? '',
        ].join(' '),
      ),
    }))
    .toSorted((a, b) => a.start - b.start || (a.session.id < b.session.id ? -1 : 1))
}

/** The days a session touches in a zone: two when it runs over midnight, but not when it ends at midnight. */
export const daysOf = ({ start, end }: Pick<Row, 'start' | 'end'>, zone: string): string[] =>
  daysBetween(dayIn(zone, start), dayIn(zone, end - 1))

/**
 * Rows by day, days without a hole from the first to the last, each row on every day it touches: at ten past midnight
 * what began at half past eleven must still be found.
 */
export function byDay(rows: readonly Row[], zone: string): Day[] {
  const days = new Map<string, Row[]>()
  for (const row of rows)
    for (const day of daysOf(row, zone)) {
      const there = days.get(day)
      if (there) there.push(row)
      else days.set(day, [row])
    }
  const known = [...days.keys()].toSorted()
  const [first, last] = [known[0], known.at(-1)]
  if (first === undefined || last === undefined) return []
  return daysBetween(first, last).map((day) => ({ day, rows: days.get(day) ?? [] }))
}

/** The day to open with: today when it is one of them, else the nearest to come, else the last. */
export function dayToOpen(days: readonly Day[], zone: string, now: number): string | undefined {
  const today = dayIn(zone, now)
  return (days.find((it) => it.day >= today && (it.day === today || it.rows.length > 0)) ?? days.at(-1))?.day
}

export const phaseAt = ({ start, end }: Pick<Row, 'start' | 'end'>, now: number): Phase =>
  now < start ? 'before' : now < end ? 'during' : 'after'

/** What runs by the programme, and what comes next: never more than `limit` of the latter. */
export function around(rows: readonly Row[], now: number, limit: number) {
  return {
    running: rows.filter((it) => phaseAt(it, now) === 'during'),
    next: rows.filter((it) => phaseAt(it, now) === 'before').slice(0, limit),
  }
}

export interface Filter {
  readonly track?: string | undefined
  readonly place?: string | undefined
  readonly language?: string | undefined
  readonly text?: string | undefined
}

export const isFiltering = ({ track, place, language, text }: Filter): boolean =>
  [track, place, language, text?.trim()].some(Boolean)

/** Every filter must be met; of a search, every word, anywhere, whatever its accents and capitals. */
export function filterRows(rows: readonly Row[], { track, place, language, text }: Filter): Row[] {
  const wanted = fold(text ?? '')
    .split(/\s+/u)
    .filter(Boolean)
  return rows.filter(
    ({ session, words }) =>
      (!track || session.track === track) &&
      (!place || session.place === place) &&
      (!language || session.language === language) &&
      wanted.every((word) => words.includes(word)),
  )
}

/** Without accents, vowel marks and capitals, so that `hélène`, `Helene` and `HÉLÈNE` are one. */
const fold = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
