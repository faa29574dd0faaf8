import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { followLine } from './line.ts'
import type { LineSocket } from './line.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

function falseSocket() {
  const listeners = new Map<string, (...args: unknown[]) => void>()
  const socket = {
    connected: false,
    active: true,
    connects: 0,
    on: (event: string, listener: (...args: unknown[]) => void) => listeners.set(event, listener),
    io: { on: (event: string, listener: () => void) => listeners.set(event, listener) },
    connect: () => {
      socket.connects++
      socket.active = true
    },
    disconnect: () => {
      socket.active = false
      if (!socket.connected) return
      socket.connected = false
      listeners.get('disconnect')?.('io client disconnect')
    },
  }
  const come = (event: string, ...args: unknown[]) => listeners.get(event)?.(...args)
  return { socket, come }
}

function line() {
  const { socket, come } = falseSocket()
  const told: string[] = []
  const { wake, renew } = followLine(socket as unknown as LineSocket, (it) => {
    told.push(it.state === 'closed' ? `closed ${it.reason}` : it.state)
  })
  return { socket, come, told, wake, renew }
}

test.each(['banned', 'signed_out', 'upgrade_required', 'bad_protocol'])(
  'after %s nobody comes back by themselves',
  (reason) => {
    const { socket, come, told, wake } = line()
    come('connect')
    come('bye', reason, 0)
    socket.active = false
    come('disconnect', 'io server disconnect')
    vi.advanceTimersByTime(120_000)
    wake()
    expect(told).toEqual(['online', `closed ${reason}`])
    expect(socket.connects).toBe(0)
  },
)

test('a handshake that is refused for good ends it too', () => {
  const { come, told } = line()
  come('connect_error', new Error('upgrade_required'))
  expect(told).toEqual(['closed upgrade_required'])
})

test('after a restart one comes back within the time that was named', () => {
  const { socket, come, told } = line()
  come('connect')
  come('bye', 'restart', 10_000)
  socket.active = false
  come('disconnect', 'io server disconnect')
  expect(told).toEqual(['online', 'waiting'])
  expect(socket.connects).toBe(0)
  vi.advanceTimersByTime(10_500)
  expect(socket.connects).toBe(1)
})

test('a server that cannot say who we are is asked again, ever more patiently', () => {
  const { socket, come } = line()
  for (let n = 1; n <= 8; n++) {
    socket.active = false // a refusal ends what Socket.IO would do
    come('connect_error', new Error('unavailable'))
    vi.advanceTimersByTime(31_000)
    expect(socket.connects).toBe(n)
  }
})

test('while Socket.IO tries by itself, nobody else does', () => {
  const { socket, come, told } = line()
  come('connect')
  come('disconnect', 'transport close')
  vi.advanceTimersByTime(60_000)
  expect(told).toEqual(['online', 'waiting'])
  expect(socket.connects).toBe(0)
})

test('B10: a device that wakes up does not wait for the pause to end, its own or Socket.IO’s, and knocks once', () => {
  const { socket, come, wake } = line()
  come('disconnect', 'transport close') // Socket.IO pauses
  wake()
  wake()
  expect(socket.connects).toBe(1)
  come('connect_error', new Error('no way'))
  come('reconnect_attempt')
  wake() // on its way
  expect(socket.connects).toBe(1)
  socket.active = false
  come('disconnect', 'io server disconnect') // our own pause
  wake()
  vi.advanceTimersByTime(31_000)
  expect(socket.connects).toBe(2)
})

test('B6: on a network again, nobody waits for a connection of the old one: one that seems to be there, or is being made', () => {
  const { socket, come, told, renew } = line()
  socket.connected = true
  come('connect')
  renew()
  expect([socket.connected, socket.connects]).toEqual([false, 1])
  renew() // dialling into nowhere
  expect(socket.connects).toBe(2)
  come('connect')
  vi.advanceTimersByTime(60_000)
  expect(socket.connects, 'and no pause of before makes it knock again').toBe(2)
  expect(told).toEqual(['online', 'waiting', 'online'])

  come('bye', 'banned', 0)
  socket.active = false
  come('disconnect', 'io server disconnect')
  renew()
  expect(socket.connects).toBe(2)
})

test('let in and then refused over the same line, it is not taken for connected: it comes back', () => {
  const { socket, come } = line()
  come('connect')
  Object.assign(socket, { connected: true, active: false }) // as Socket.IO leaves it after the refusal
  come('connect_error', new Error('unavailable'))
  expect(socket.connected).toBe(false)
  vi.advanceTimersByTime(31_000)
  expect(socket.connects).toBe(1)
})
