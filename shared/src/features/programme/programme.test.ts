import fc from 'fast-check'
import { expect, test } from 'vitest'
import { addDays, dayIn, instantAt, minutesIn, offsetOf } from '@rostrum/shared/kernel/zones.ts'
import type { Session } from './programme.contract.ts'
import { around, byDay, daysOf, dayToOpen, filterRows, phaseAt, toRows } from './programme.days.ts'

const zones = ['Europe/Zurich', 'America/New_York', 'Asia/Dhaka', 'Asia/Kathmandu', 'Pacific/Apia', 'UTC']
const zone = fc.constantFrom(...zones)
const instant = fc.integer({ min: Date.UTC(2025, 0, 1), max: Date.UTC(2031, 0, 1) })
const session = (id: string, startsAt: string, endsAt: string, more: Partial<Session> = {}): Session => ({
  id: id as Session['id'],
  kind: 'session',
  title: { en: `Session ${id}` },
  track: null,
  place: null,
  startsAt,
  endsAt,
  language: 'en',
  people: [],
  ...more,
})
const rows = (...sessions: Session[]) => toRows({ sessions, people: [], tracks: [] })
const ids = (list: readonly { session: Session }[]) => list.map((it) => it.session.id)

test('in Zurich the last Sunday of March has 23 hours and the last of October 25', () => {
  const hours = (day: string) =>
    (instantAt('Europe/Zurich', addDays(day, 1), 0) - instantAt('Europe/Zurich', day, 0)) / 3_600_000
  expect([hours('2026-03-28'), hours('2026-03-29'), hours('2026-10-25'), hours('2026-10-26')]).toEqual([
    24, 23, 25, 24,
  ])
})

test('a time that is skipped becomes as much later; of a time that comes twice it is the first', () => {
  const at = (day: string, minutes: number) =>
    new Date(instantAt('Europe/Zurich', day, minutes)).toISOString()
  expect(at('2026-03-29', 2 * 60 + 30)).toBe('2026-03-29T01:30:00.000Z')
  expect(at('2026-03-29', 3 * 60)).toBe('2026-03-29T01:00:00.000Z')
  expect(at('2026-10-25', 2 * 60 + 30)).toBe('2026-10-25T00:30:00.000Z')
  expect(at('2026-10-25', 3 * 60)).toBe('2026-10-25T02:00:00.000Z')
})

test('day and minutes of any instant lead back to it, but for the second time an hour comes', () => {
  fc.assert(
    fc.property(zone, instant, (zone, at) => {
      const minute = Math.floor(at / 60_000) * 60_000
      const back = instantAt(zone, dayIn(zone, minute), minutesIn(zone, minute))
      const twice = offsetOf(zone, back) - offsetOf(zone, minute)
      expect(back + twice).toBe(minute)
      expect(twice).toBeGreaterThanOrEqual(0)
    }),
  )
})

test('on the day clocks go back, sessions in the hour that comes twice stay in the order they happen', () => {
  const all = rows(
    session('second', '2026-10-25T01:15:00.000Z', '2026-10-25T01:45:00.000Z'),
    session('first', '2026-10-25T00:15:00.000Z', '2026-10-25T00:45:00.000Z'),
  )
  const [day, ...rest] = byDay(all, 'Europe/Zurich')
  expect(rest).toEqual([])
  expect(ids(day?.rows ?? [])).toEqual(['first', 'second'])
})

test('a session over midnight is on both days, one that ends at midnight on the first alone', () => {
  const over = { start: Date.parse('2026-07-07T21:30:00Z'), end: Date.parse('2026-07-07T22:30:00Z') }
  expect(daysOf(over, 'Europe/Zurich')).toEqual(['2026-07-07', '2026-07-08'])
  expect(daysOf({ ...over, end: Date.parse('2026-07-07T22:00:00Z') }, 'Europe/Zurich')).toEqual([
    '2026-07-07',
  ])
  expect(daysOf(over, 'UTC')).toEqual(['2026-07-07'])
})

test('grouping loses no session, doubles none within a day, and leaves no day out', () => {
  const list = fc.array(fc.tuple(instant, fc.integer({ min: 1, max: 48 * 60 })), { maxLength: 40 })
  fc.assert(
    fc.property(zone, list, (zone, spans) => {
      const start = Date.UTC(2026, 2, 27)
      const all = rows(
        ...spans.map(([at, minutes], n) => {
          const from = start + (at % (5 * 86_400_000))
          return session(
            `s${n}`,
            new Date(from).toISOString(),
            new Date(from + minutes * 60_000).toISOString(),
          )
        }),
      )
      const days = byDay(all, zone)
      expect(new Set(days.flatMap((it) => ids(it.rows)))).toEqual(new Set(ids(all)))
      for (const { day, rows } of days) {
        expect(new Set(ids(rows)).size).toBe(rows.length)
        for (const row of rows) expect(daysOf(row, zone)).toContain(day)
      }
      for (const [n, { day }] of days.entries()) expect(day).toBe(addDays(days[0]?.day ?? '', n))
    }),
    { numRuns: 50 },
  )
})

test('what runs now has begun and not ended; what is next is in order and bounded', () => {
  const all = rows(
    session('a', '2026-07-08T09:00:00.000Z', '2026-07-08T10:00:00.000Z'),
    session('b', '2026-07-08T10:00:00.000Z', '2026-07-08T11:00:00.000Z'),
    session('c', '2026-07-08T11:00:00.000Z', '2026-07-08T12:00:00.000Z'),
    session('d', '2026-07-08T12:00:00.000Z', '2026-07-08T13:00:00.000Z'),
  )
  const { running, next } = around(all, Date.parse('2026-07-08T10:00:00Z'), 1)
  expect(ids(running)).toEqual(['b'])
  expect(ids(next)).toEqual(['c'])
  expect(all.map((it) => phaseAt(it, Date.parse('2026-07-08T10:00:00Z')))).toEqual([
    'after',
    'during',
    'before',
    'before',
  ])
})

test('a programme opens at today, before the forum at its first day, and after it at its last', () => {
  const days = byDay(
    rows(
      session('a', '2026-07-06T09:00:00.000Z', '2026-07-06T10:00:00.000Z'),
      session('b', '2026-07-10T09:00:00.000Z', '2026-07-10T10:00:00.000Z'),
    ),
    'UTC',
  )
  const open = (day: string) => dayToOpen(days, 'UTC', Date.parse(`${day}T12:00:00Z`))
  expect([open('2026-07-01'), open('2026-07-08'), open('2026-07-20')]).toEqual([
    '2026-07-06',
    '2026-07-08',
    '2026-07-10',
  ])
  expect(dayToOpen([], 'UTC', 0)).toBeUndefined()
})

test('a search finds every word in any language, whatever its accents; filters are all met', () => {
  const all = rows(
    session('fr', '2026-07-08T09:00:00.000Z', '2026-07-08T10:00:00.000Z', {
      title: { fr: 'L’école à distance', en: 'Remote schools' },
      track: 't1',
      language: 'fr',
    }),
    session('ar', '2026-07-08T09:00:00.000Z', '2026-07-08T10:00:00.000Z', { title: { ar: 'السَّنة الثانية' } }),
  )
  expect(ids(filterRows(all, { text: ' ECOLE remote ' }))).toEqual(['fr'])
  expect(ids(filterRows(all, { text: 'السنة' }))).toEqual(['ar'])
  expect(ids(filterRows(all, { text: 'ecole absent' }))).toEqual([])
  expect(ids(filterRows(all, { track: 't1', language: 'fr' }))).toEqual(['fr'])
  expect(ids(filterRows(all, { track: 't1', language: 'en' }))).toEqual([])
})
