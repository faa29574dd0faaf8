import { setImmediate as turn } from 'node:timers/promises'
import { afterEach, expect, test, vi } from 'vitest'
import { createBatcher } from '#kernel/batcher.ts'

afterEach(() => void vi.useRealTimers())

/** A database that answers when told to. */
function createAsked() {
  const sets: { keys: readonly number[]; answer: () => void }[] = []
  const ask = createBatcher(
    100,
    (keys: readonly number[]) =>
      new Promise<readonly number[]>((resolve) => {
        sets.push({ keys, answer: () => resolve(keys.map((it) => it * 2)) })
      }),
  )
  const asked = async (n: number) => {
    while (sets.length < n) await turn()
    return sets[n - 1]
  }
  return { sets, ask, asked }
}
const crowd = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i)

test('who comes alone is asked for at once; those who come while two sets are under way are one set', async () => {
  const { sets, ask, asked } = createAsked()
  const first = ask(1)
  const one = await asked(1)
  const second = ask(2)
  const two = await asked(2)
  const others = Promise.all(crowd(3, 60).map(ask))
  await turn()
  expect(sets.map((it) => it.keys)).toEqual([[1], [2]])
  one?.answer()
  const three = await asked(3)
  expect(three?.keys).toEqual(crowd(3, 60))
  two?.answer()
  three?.answer()
  expect([await first, await second, await others]).toEqual([2, 4, crowd(3, 60).map((it) => it * 2)])
})

test('a crowd is asked for in sets of their full size, and each hears their own answer', async () => {
  const { sets, ask, asked } = createAsked()
  const all = Promise.all(crowd(0, 250).map(ask))
  for (const n of [1, 2, 3]) (await asked(n))?.answer()
  expect(await all).toEqual(crowd(0, 250).map((it) => it * 2))
  expect(sets.map((it) => it.keys.length)).toEqual([100, 100, 50])
})

test('those who come one after the other are asked for at once, until they are a crowd', async () => {
  vi.useFakeTimers()
  const sets: number[] = []
  const ask = createBatcher(500, async (keys: readonly number[]) => {
    sets.push(keys.length)
    return keys
  })
  const comeEvery = async (ms: number, count: number) => {
    sets.length = 0
    for (const n of crowd(0, count)) {
      void ask(n)
      await vi.advanceTimersByTimeAsync(ms)
    }
    await vi.advanceTimersByTimeAsync(100)
    return sets.length
  }
  expect(await comeEvery(20, 50)).toBe(50)
  expect(await comeEvery(1, 400)).toBeLessThan(40)
})
