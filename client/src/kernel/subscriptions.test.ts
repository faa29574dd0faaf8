import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { ChannelId } from '@rostrum/shared/kernel/channel.ts'
import type { Ack, Entry, Frame, Subscribe } from '@rostrum/shared/kernel/wire.ts'
import { createSubscriptions } from './subscriptions.ts'
import type { SubscriptionSocket } from './subscriptions.ts'

const hall = 'session:hall' as ChannelId
type Answer = (error: Error | null, ack?: Ack) => void

/** A socket in hand: what is asked of it is written down, what comes is given by the test. */
function falseSocket() {
  const listeners = new Map<string, (it: never) => void>()
  const asked: Subscribe[] = []
  const answers: Answer[] = []
  const socket = {
    connected: true,
    on: (event: string, listener: (it: never) => void) => listeners.set(event, listener),
    emit: () => {},
    timeout: (ms: number) => ({
      emit: (_event: string, request: Subscribe, answer: Answer) => {
        asked.push(request)
        answers.push(answer)
        setTimeout(() => answer(new Error('no answer in time')), ms)
      },
    }),
  }
  const come = (event: string, it?: unknown) => listeners.get(event)?.(it as never)
  return { socket: socket as unknown as SubscriptionSocket, asked, answers, come }
}

const told: string[] = []
beforeEach(() => {
  vi.useFakeTimers()
  told.splice(0)
})
afterEach(() => void vi.useRealTimers())
const sink = {
  replace: (_ch: ChannelId, snapshot: object) => void told.push(`snapshot ${JSON.stringify(snapshot)}`),
  apply: (_ch: ChannelId, entries: readonly Entry[]) =>
    void told.push(...entries.map(([seq]) => `event ${seq}`)),
  gone: () => void told.push('gone'),
}

const frame = (from: number, to: number, more: Partial<Frame> = {}): Frame => ({
  ch: hall,
  e: 'e1',
  from,
  to,
  d: Array.from({ length: to - from + 1 }, (_, it) => [from + it, 'chat:said', null] as const),
  ...more,
})
const snapshotAt = (to: number, e = 'e1') => frame(to + 1, to, { e, snapshot: { at: to }, d: [] })

function joined() {
  const it = falseSocket()
  const subscriptions = createSubscriptions(it.socket, sink)
  subscriptions.add(hall)
  it.come('f', snapshotAt(10))
  told.splice(0)
  return { ...it, subscriptions }
}

test('what is known is dropped, what follows is applied', () => {
  const { come, subscriptions } = joined()
  come('f', frame(9, 12))
  come('f', frame(11, 12))
  expect(told).toEqual(['event 11', 'event 12'])
  expect(subscriptions.position(hall)).toBe(12)
})

test('behind a hole everything is held, and the missing part is asked for once', () => {
  const { come, asked, subscriptions } = joined()
  come('f', frame(12, 13))
  come('f', frame(14, 14))
  expect(told).toEqual([])
  expect(asked.slice(1)).toEqual([{ ch: hall, e: 'e1', after: 10 }])
  come('f', frame(11, 14))
  expect(told).toEqual(['event 11', 'event 12', 'event 13', 'event 14'])
  expect(subscriptions.stats.resyncs).toBe(1)
})

/** Every way to put six of these frames in a row, each as often as one likes. */
const parts = [frame(11, 11), frame(11, 12), frame(12, 13), frame(13, 14), frame(14, 14)]
const arrivals = (length: number): Frame[][] =>
  length === 0 ? [[]] : arrivals(length - 1).flatMap((before) => parts.map((it) => [...before, it]))

test('D15: whatever is doubled, comes late or never, each event is applied once, in its order', () => {
  for (const arrived of arrivals(6)) {
    const { come, subscriptions } = joined()
    for (const it of arrived) come('f', it)
    const known = subscriptions.position(hall)
    expect(told, `${known}`).toEqual([11, 12, 13, 14].filter((it) => it <= known).map((it) => `event ${it}`))
    come('f', frame(11, 14)) // what is asked for behind a hole
    expect(told).toEqual(['event 11', 'event 12', 'event 13', 'event 14'])
  }
})

test('B12: a heartbeat shows that something was lost in silence', () => {
  const { come, asked } = joined()
  come('hb', [[hall, 'e1', 10]])
  expect(asked).toHaveLength(1)
  come('hb', [[hall, 'e1', 12]])
  expect(asked.slice(1)).toEqual([{ ch: hall, e: 'e1', after: 10 }])
})

test('what was asked for and never came is asked for again at the second heartbeat', () => {
  const { come, asked } = joined()
  come('hb', [[hall, 'e1', 12]])
  come('hb', [[hall, 'e1', 12]])
  expect(asked).toHaveLength(2)
  come('hb', [[hall, 'e1', 12]])
  expect(asked).toHaveLength(3)
})

test('another epoch is another story: it is asked for, and begins with its snapshot', () => {
  const { come, asked, subscriptions } = joined()
  come('f', frame(11, 11, { e: 'e2' }))
  expect(asked).toHaveLength(2)
  come('f', snapshotAt(3, 'e2'))
  expect(told).toEqual(['snapshot {"at":3}'])
  expect(subscriptions.position(hall)).toBe(3)
})

test('B6 B10: after a new connection every channel is asked for from where it was', () => {
  const { come, asked } = joined()
  come('connect')
  expect(asked.at(-1)).toEqual({ ch: hall, e: 'e1', after: 10 })
})

test('B5: a snapshot that takes its time over a narrow line is not asked for twice', () => {
  const { socket, asked, come } = falseSocket()
  createSubscriptions(socket, sink).add(hall)
  vi.advanceTimersByTime(25_000)
  expect(asked).toHaveLength(1)
  come('f', snapshotAt(10))
  expect(told).toEqual(['snapshot {"at":10}'])
})

test('B5: what was on its way over a line that has ended is asked for once by the next', () => {
  const { socket, asked, answers, come } = falseSocket()
  createSubscriptions(socket, sink).add(hall)
  Object.assign(socket, { connected: false })
  answers[0]?.(new Error('the line has ended'))
  Object.assign(socket, { connected: true })
  come('connect')
  vi.advanceTimersByTime(25_000)
  expect(asked).toHaveLength(2)
})

test('a question that nobody answers is asked again', () => {
  const { socket, asked } = falseSocket()
  createSubscriptions(socket, sink).add(hall)
  vi.advanceTimersByTime(35_000)
  expect(asked).toHaveLength(2)
})

test('a channel that may not be seen is given up', () => {
  const { socket, answers } = falseSocket()
  createSubscriptions(socket, sink).add(hall)
  answers[0]?.(null, { ok: false, code: 'forbidden', retry: false })
  expect(told).toEqual(['gone'])
})

test('a channel that may not be seen any more tells nothing more', () => {
  const { come, subscriptions } = joined()
  come('gone', hall)
  come('f', frame(11, 11))
  expect(told).toEqual(['gone'])
  expect(subscriptions.position(hall)).toBe(-1)
})
