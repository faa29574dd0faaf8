import { expect, test, vi } from 'vitest'
import { createClock } from './clock.ts'

const dayMs = 86_400_000

test('D13: a clock that is a day wrong is set by the server’s, and whoever shows the time is told once', () => {
  const clock = createClock()
  const told = vi.fn()
  const stop = clock.onSet(told)
  for (const wrong of [dayMs, dayMs + 300, -dayMs, 0]) {
    clock.learn(Date.now() + wrong)
    const offset = clock.now() - Date.now()
    expect(Math.abs(offset - wrong), String(wrong)).toBeLessThan(1_000)
  }
  expect(told).toHaveBeenCalledTimes(3)
  stop()
  clock.learn(Date.now() + dayMs)
  expect(told).toHaveBeenCalledTimes(3)
})

test('what comes over a slow line says nothing against a clock that is right', () => {
  const clock = createClock()
  const told = vi.fn()
  clock.onSet(told)
  clock.learn(Date.now() - 1_200)
  expect(told).not.toHaveBeenCalled()
  expect(Math.abs(clock.now() - Date.now())).toBeLessThan(100)
})
