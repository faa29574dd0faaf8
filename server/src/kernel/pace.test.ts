import { expect, test } from 'vitest'
import { createPace } from '#kernel/pace.ts'

const limits = { tickMs: 250, deliveriesPerSecond: 60_000, busyLoop: 0.6 }

test('a quiet channel tells at once, and then once a tick; a small one five times', () => {
  const pace = createPace(limits, () => 1_000)
  expect(pace.waitMs(100, -Infinity)).toBeLessThanOrEqual(0)
  pace.count(100)
  expect(pace.waitMs(100, 1_000)).toBe(250)
  expect(pace.waitMs(16, 1_000)).toBe(50)
})

test('what was handed out is paid for once: fifteen thousand have a tick of a quarter of a second, whenever there is news', () => {
  let now = 1_000
  const pace = createPace(limits, () => now)
  pace.count(15_000)
  const due = [0, 130, 249].map((later) => {
    now = 1_000 + later
    return now + pace.waitMs(15_000, 1_000)
  })
  expect(due).toEqual([1_250, 1_250, 1_250])
})

test('channels pay together: where two of fifteen thousand have been told, every larger one waits, and a small one does not', () => {
  let now = 1_000
  const pace = createPace(limits, () => now)
  pace.count(15_000)
  pace.count(15_000)
  expect(pace.waitMs(15_000, 1_000)).toBe(500)
  expect(pace.waitMs(100, -Infinity)).toBe(500)
  expect(pace.waitMs(16, -Infinity)).toBeLessThanOrEqual(0)
  now = 2_000
  expect(pace.waitMs(15_000, 1_000)).toBeLessThanOrEqual(0)
})
