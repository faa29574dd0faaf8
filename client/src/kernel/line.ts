import type { Socket } from 'socket.io-client'
import type { ClientToServer, ServerToClient } from '@rostrum/shared/kernel/wire.ts'

/** Reasons after which this client must not come back by itself. All others mean: come back. */
const finalReasons = ['banned', 'signed_out', 'upgrade_required', 'bad_protocol'] as const
export type FinalReason = (typeof finalReasons)[number]

export type Line =
  | { readonly state: 'connecting' }
  | { readonly state: 'online' }
  /** It was there and is not; it comes back by itself. */
  | { readonly state: 'waiting' }
  | { readonly state: 'closed'; readonly reason: FinalReason }

const isFinal = (reason: string): reason is FinalReason =>
  (finalReasons as readonly string[]).includes(reason)

type LineSocket = Pick<
  Socket<ServerToClient, ClientToServer>,
  'on' | 'off' | 'connect' | 'disconnect' | 'connected' | 'active'
>

/**
 * Says what the line is doing, and brings it back where Socket.IO would not: it treats a goodbye and a refused
 * handshake as final, we only some of them.
 */
export function followLine(socket: LineSocket, tell: (line: Line) => void): { wake(): void; stop(): void } {
  let goodbye: string | undefined
  let timer: ReturnType<typeof setTimeout> | undefined
  let refusals = 0
  let closed = false

  const lost = (reason: string | undefined) => {
    if (closed) return
    if (reason !== undefined && isFinal(reason)) {
      closed = true
      tell({ state: 'closed', reason })
      socket.disconnect()
      return
    }
    tell({ state: 'waiting' })
    if (socket.active) return // Socket.IO tries again by itself
    clearTimeout(timer)
    const pause = Math.random() * Math.min(30_000, 1_000 * 2 ** refusals++)
    timer = setTimeout(() => socket.connect(), 500 + pause)
  }

  socket.on('connect', () => {
    goodbye = undefined
    refusals = 0
    tell({ state: 'online' })
  })
  socket.on('bye', (reason) => {
    goodbye = reason
    if (isFinal(reason)) lost(reason)
  })
  socket.on('disconnect', () => lost(goodbye))
  socket.on('connect_error', (error) => lost(error.message))

  return {
    wake() {
      if (closed || socket.connected) return
      clearTimeout(timer)
      socket.connect()
    },
    stop() {
      closed = true
      clearTimeout(timer)
    },
  }
}
