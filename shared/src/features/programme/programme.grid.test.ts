import fc from 'fast-check'
import { expect, test } from 'vitest'
import { minutesIn } from '@rostrum/shared/kernel/zones.ts'
import type { Session } from './programme.contract.ts'
import { toRows } from './programme.days.ts'
import { layOut, stepMs } from './programme.grid.ts'

const at = (time: string) => Date.parse(`2026-07-08T${time}:00Z`)
const session = (id: string, place: string | null, start: number, end: number): Session => ({
  id: id as Session['id'],
  kind: 'session',
  title: {},
  track: null,
  place,
  startsAt: new Date(start).toISOString(),
  endsAt: new Date(end).toISOString(),
  language: 'en',
  people: [],
})
const rows = (...sessions: Session[]) => toRows({ sessions, people: [], tracks: [] })
const utc = { zone: 'UTC', from: at('00:00'), to: at('00:00') + 24 * 3_600_000 }

test('in a grid no two sessions lie over each other, and each is in a column of its place', () => {
  const span = fc.tuple(fc.constantFrom('a', 'b', null), fc.nat(80), fc.integer({ min: 1, max: 12 }))
  fc.assert(
    fc.property(fc.array(span, { minLength: 1, maxLength: 30 }), (spans) => {
      const all = rows(
        ...spans.map(([place, from, length], n) =>
          session(`s${n}`, place, utc.from + from * stepMs, utc.from + (from + length) * stepMs),
        ),
      )
      const grid = layOut(all, ['a', 'b'], utc)
      expect(grid?.blocks).toHaveLength(all.length)
      for (const one of grid?.blocks ?? []) {
        expect(grid?.columns[one.column]).toBe(one.row.session.place)
        for (const other of grid?.blocks ?? [])
          if (one !== other && one.column === other.column)
            expect(one.from + one.span <= other.from || other.from + other.span <= one.from).toBe(true)
      }
    }),
  )
})

test('a session over midnight is shown as far as the day goes', () => {
  const all = rows(session('late', 'a', at('23:30'), at('23:30') + 3_600_000))
  const [block] = layOut(all, ['a'], utc)?.blocks ?? []
  expect(block).toMatchObject({ from: 2, span: 2 })
  const tomorrow = { zone: 'UTC', from: utc.to, to: utc.to + 24 * 3_600_000 }
  expect(layOut(all, ['a'], tomorrow)?.blocks[0]).toMatchObject({ from: 0, span: 2 })
})

test('an hour that comes twice has two rows of its own', () => {
  const day = { zone: 'Europe/Zurich', from: Date.UTC(2026, 9, 24, 22), to: Date.UTC(2026, 9, 25, 23) }
  const all = rows(session('long', 'a', Date.UTC(2026, 9, 25, 0), Date.UTC(2026, 9, 25, 2)))
  const hours = layOut(all, ['a'], day)?.hours ?? []
  expect(hours.map((it) => minutesIn(day.zone, it))).toEqual([120, 120])
})
