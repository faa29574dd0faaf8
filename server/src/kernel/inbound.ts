import type { Socket } from 'socket.io'
import type { Limits } from './limits.ts'
import { createRateLimiter } from './rate.ts'

/* How fast one person is heard. What is here depends on how Socket.IO and ws lie on one another, as outbound.ts does. */

export interface Inbound {
  /** From now on this socket's person is heard at the pace they may have, over all their sockets on this node. */
  watch(socket: Socket, person: string): void
  stop(): void
}

/** What is asked for costs its answer: a subscription reads, and may send a whole picture of the channel. */
const costOf: Readonly<Record<string, number>> = { sub: 5 }
/** A long message costs more than one: it must be parsed before anybody can say that it is nothing. */
const bytesPerUnit = 4 * 1024
/** Less than a missed ping takes to close a socket. */
const longestPauseMs = 5_000

interface Conn {
  readonly writeBuffer: readonly unknown[]
  readonly transport: { readonly socket: { pause(): void; resume(): void } }
  on(event: 'data', hear: (data: { readonly length: number } | undefined) => void): void
  close(discard?: boolean): void
}

/**
 * Whoever says more than the bound is not refused, as a page with much to say may be: what comes too early waits in its order,
 * and the socket is not read from meanwhile, so the rest waits with the sender (TCP's own flow control) and costs nothing.
 */
export function createInbound(limits: Limits, onSlow: () => void): Inbound {
  const rates = createRateLimiter()

  function watch(socket: Socket, person: string): void {
    const conn = socket.conn as unknown as Conn
    const waiting: (() => void)[] = []
    let timer: NodeJS.Timeout | undefined
    const spend = (n: number) => n > 0 && rates.spend(person, n)

    /** Everything that may be heard now; the rest later. */
    function hear(): void {
      const wasWaiting = timer !== undefined
      timer = undefined
      for (let next = waiting[0]; next; next = waiting[0]) {
        const waitMs = rates.take(person, limits.inbound)
        if (waitMs > 0) {
          timer = setTimeout(hear, Math.min(waitMs, longestPauseMs))
          return conn.transport.socket.pause()
        }
        waiting.shift()
        next()
      }
      if (wasWaiting) conn.transport.socket.resume()
    }

    // An empty message has no data at all.
    conn.on('data', (data) => spend(Math.floor((data?.length ?? 0) / bytesPerUnit)))
    socket.use(([name], next) => {
      // Who goes on asking and does not read the answers is not waited for.
      if (conn.writeBuffer.length > limits.outboundPackets) {
        onSlow()
        return conn.close(true)
      }
      spend((costOf[String(name)] ?? 1) - 1)
      waiting.push(next)
      if (!timer) hear()
    })
    socket.on('disconnect', () => {
      clearTimeout(timer)
      waiting.length = 0
    })
  }
  return { watch, stop: rates.stop }
}
