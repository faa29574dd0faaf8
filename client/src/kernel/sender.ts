import type { Socket } from 'socket.io-client'
import type { Ack, ClientToServer, Envelope, ServerToClient } from '@rostrum/shared/kernel/wire.ts'
import type { Clock } from './clock.ts'
import { deliver, isExpired } from './outbox.ts'
import type { Delivery, Outbox } from './outbox.ts'

type SenderSocket = Pick<
  Socket<ServerToClient, ClientToServer>,
  'once' | 'off' | 'emit' | 'timeout' | 'connected'
>

export interface Sender {
  /** Keeps a command, then sends it until there is an answer. */
  send(envelope: Envelope): Promise<Ack>
  /** Sends what is left from before a reload or from a tab that has died. */
  adopt(): Promise<void>
  /** The person does not want this command any more. What has been sent may still be done. */
  drop(id: string): Promise<void>
}

export interface SenderOptions {
  readonly outbox: Outbox
  readonly timeout: number
  readonly clock: Clock
  readonly onDelivery: (envelope: Envelope, delivery: Delivery) => void
}

const longestPauseMs = 30_000

/** Commands, kept until they are answered. */
export function createSender(socket: SenderSocket, options: SenderOptions): Sender {
  const { outbox, timeout, clock, onDelivery } = options
  const inFlight = new Map<string, Promise<Ack>>()
  const dropped = new Set<string>()

  const connected = () =>
    socket.connected
      ? Promise.resolve()
      : new Promise<void>((resolve) => void socket.once('connect', () => resolve()))

  async function attempt(envelope: Envelope): Promise<Ack | undefined> {
    if (!socket.connected) {
      onDelivery(envelope, { state: 'queued' })
      await connected()
      if (isExpired(envelope, clock.now())) return undefined
    }
    if (dropped.has(envelope.id)) return { ok: false, code: 'expired', retry: false }
    onDelivery(envelope, { state: 'sending' })
    return new Promise((resolve) => {
      const lost = () => resolve(undefined) // the answer cannot come any more: do not wait for the timeout
      socket.once('disconnect', lost)
      socket.timeout(timeout).emit('c', envelope, (error, ack) => {
        socket.off('disconnect', lost)
        resolve(error ? undefined : ack)
      })
    })
  }

  async function wait(envelope: Envelope, tried: number, retryAfterMs = 0): Promise<void> {
    onDelivery(envelope, { state: 'queued' })
    const ms = retryAfterMs + Math.random() * Math.min(longestPauseMs, 100 * 2 ** tried)
    await new Promise((resolve) => setTimeout(resolve, ms))
  }

  async function run(envelope: Envelope): Promise<Ack> {
    const ack = await deliver(envelope, {
      send: attempt,
      wait: (tried, retryAfterMs) => wait(envelope, tried, retryAfterMs),
      now: clock.now,
    })
    inFlight.delete(envelope.id)
    // What ran out of time stays kept: after a reload it is offered again, until the person decides.
    if (ack.ok || ack.code !== 'expired') await outbox.remove(envelope.id)
    if (!dropped.delete(envelope.id)) onDelivery(envelope, outcome(ack))
    return ack
  }

  /** One delivery per id at a time, however often it is asked for. */
  function start(envelope: Envelope): Promise<Ack> {
    const running = inFlight.get(envelope.id) ?? run(envelope)
    inFlight.set(envelope.id, running)
    return running
  }

  return {
    async send(envelope) {
      onDelivery(envelope, { state: socket.connected ? 'sending' : 'queued' })
      await outbox.put(envelope)
      return start(envelope)
    },
    async adopt() {
      for (const envelope of await outbox.adopt()) void start(envelope)
    },
    drop(id) {
      if (inFlight.has(id)) dropped.add(id)
      return outbox.remove(id)
    },
  }
}

const outcome = (ack: Ack): Delivery =>
  ack.ok ? { state: 'done' } : { state: 'refused', code: ack.code, reply: ack.state }
