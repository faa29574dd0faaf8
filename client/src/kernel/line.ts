import type { Socket } from 'socket.io-client'
import { byeReasons } from '@rostrum/shared/kernel/wire.ts'
import type { ByeReason, ClientToServer, ServerToClient } from '@rostrum/shared/kernel/wire.ts'

/** Reasons after which this client must not come back by itself. All others mean: come back. */
export type FinalReason = {
  [Reason in ByeReason]: (typeof byeReasons)[Reason] extends false ? Reason : never
}[ByeReason]

export type Line =
  | { readonly state: 'connecting' }
  | { readonly state: 'online' }
  /** It was there and is not; it comes back by itself. */
  | { readonly state: 'waiting' }
  | { readonly state: 'closed'; readonly reason: FinalReason }

const isFinal = (reason: string): reason is FinalReason =>
  reason in byeReasons && !byeReasons[reason as ByeReason]

/** The part of a socket this needs; tests give a false one. */
export type LineSocket = Pick<
  Socket<ServerToClient, ClientToServer>,
  'on' | 'connect' | 'disconnect' | 'connected' | 'active'
> & { readonly io: { on(event: 'reconnect_attempt', hear: () => void): unknown } }

export interface Waking {
  /** Try the line now, if it is down: the device woke up. */
  wake(): void
  /** Begin anew, whatever there is: the device is on a network again, where an old connection most often is dead. */
  renew(): void
}

const shortestPauseMs = 500
const longestPauseMs = 30_000

/**
 * Says what the line is doing, and brings it back where Socket.IO would not: it treats a goodbye and a refused
 * handshake as final, we only some of them.
 */
export function followLine(socket: LineSocket, tell: (line: Line) => void): Waking & { stop(): void } {
  let goodbye: { reason: string; withinMs: number } | undefined
  let timer: ReturnType<typeof setTimeout> | undefined
  let refusals = 0
  let closed = false
  /** Socket.IO waits before it tries again. */
  let isPausing = false

  function comeBack(): void {
    // After a restart everybody is back within the time the server names, spread evenly; else ever more patient.
    const withinMs = goodbye?.withinMs || Math.min(longestPauseMs, 1_000 * 2 ** refusals++)
    clearTimeout(timer)
    timer = setTimeout(() => socket.connect(), shortestPauseMs + Math.random() * withinMs)
  }

  function lost(reason: string | undefined): void {
    if (closed) return
    if (reason !== undefined && isFinal(reason)) return end(reason)
    tell({ state: 'waiting' })
    isPausing = socket.active
    if (!socket.active) comeBack() // else Socket.IO tries again by itself
  }

  function end(reason: FinalReason): void {
    closed = true
    clearTimeout(timer)
    tell({ state: 'closed', reason })
    socket.disconnect()
  }

  socket.io.on('reconnect_attempt', () => {
    isPausing = false
  })
  socket.on('connect', () => {
    isPausing = false
    goodbye = undefined
    refusals = 0
    tell({ state: 'online' })
  })
  socket.on('bye', (reason, withinMs) => {
    goodbye = { reason, withinMs }
  })
  socket.on('disconnect', () => lost(goodbye?.reason))
  socket.on('connect_error', (error) => {
    // Let in once and then refused, as by a server that could not look again: Socket.IO closes, and goes on saying that
    // it is connected. Told to end, it notices.
    if (socket.connected) socket.disconnect()
    lost(error.message)
  })

  function renew(): void {
    if (closed) return
    if (socket.active) socket.disconnect() // while it pauses or dials it hears of no hurry: it begins anew
    clearTimeout(timer)
    isPausing = false
    socket.connect()
  }

  return {
    renew,
    wake() {
      // On its way: another `connect` would knock again over the same line.
      if (!socket.connected && (isPausing || !socket.active)) renew()
    },
    stop() {
      closed = true
      clearTimeout(timer)
    },
  }
}
