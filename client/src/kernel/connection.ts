import { io } from 'socket.io-client'
import type { Socket } from 'socket.io-client'
import type { ChannelId } from '@rostrum/shared/kernel/channel.ts'
import type { CommandType, InputOf, OutputOf, Protocol } from '@rostrum/shared/kernel/contract.ts'
import { uuid7 } from '@rostrum/shared/kernel/ids.ts'
import type { Ack, ClientToServer, Envelope, Position, ServerToClient } from '@rostrum/shared/kernel/wire.ts'
import { createClock } from './clock.ts'
import type { Clock } from './clock.ts'
import { followLine } from './line.ts'
import type { Line, Waking } from './line.ts'
import { memoryOutbox } from './outbox.ts'
import type { Delivery, Outbox } from './outbox.ts'
import { createSender } from './sender.ts'
import { createSubscriptions } from './subscriptions.ts'
import type { Sink } from './subscriptions.ts'

/* No DOM in here: the server's tests join with this very connection. */

export type { Sink } from './subscriptions.ts'

export type Answer<Output> =
  | { readonly ok: true; readonly output: Output; readonly at: readonly Position[]; readonly dup?: true }
  | Extract<Ack, { ok: false }>

export interface CallOptions {
  /** Made once per intent; given only when the same intent is tried again. */
  readonly id?: string
  /** The moment (ms since 1970) after which it is not sent any more without asking the person. */
  readonly exp?: number
}

export interface Connection<P extends Protocol> extends Waking {
  call<T extends CommandType<P>>(
    type: T,
    input: InputOf<P, T>,
    options?: CallOptions,
  ): Promise<Answer<OutputOf<P, T>>>
  /** Sends what is left from before a reload or from a tab that has died. */
  adopt(): Promise<void>
  /** The person does not want this command any more. What has been sent may still be done. */
  drop(id: string): Promise<void>
  subscribe(channel: ChannelId): void
  unsubscribe(channel: ChannelId): void
  position(channel: ChannelId): number
  readonly clock: Clock
  readonly socket: Socket<ServerToClient, ClientToServer>
  readonly stats: { resyncs: number; frames: number; snapshots: number }
  close(): void
}

export interface ConnectionOptions {
  readonly url: string
  /** For clients that are no browsers: cookie and origin. */
  readonly headers?: Readonly<Record<string, string>>
  /** Sent with the handshake: the fingerprint of the wire this client was built for. */
  readonly auth?: Readonly<Record<string, string>>
  readonly sink: Sink
  readonly outbox?: Outbox
  readonly timeout?: number
  /** Learns the server's time. */
  readonly clock?: Clock
  readonly onLine?: (line: Line) => void
  readonly onDelivery?: (envelope: Envelope, delivery: Delivery) => void
}

export function createConnection<P extends Protocol>(options: ConnectionOptions): Connection<P> {
  const {
    sink,
    outbox = memoryOutbox(),
    timeout = 5_000,
    clock = createClock(),
    onDelivery = () => {},
  } = options
  const socket: Socket<ServerToClient, ClientToServer> = io(options.url, {
    ...(options.headers ? { extraHeaders: { ...options.headers } } : {}),
    ...(options.auth ? { auth: { ...options.auth } } : {}),
    transports: ['websocket'],
    reconnectionDelay: 500,
    reconnectionDelayMax: 30_000,
    randomizationFactor: 1,
    forceNew: true,
  })
  const subscriptions = createSubscriptions(socket, sink)
  const line = followLine(socket, (now) => options.onLine?.(now))

  socket.on('now', clock.learn)
  const sender = createSender(socket, { outbox, timeout, clock, onDelivery })

  return {
    call: (type, input, { id = uuid7(), exp } = {}) =>
      // The server has checked the answer against the contract before it sent it.
      sender.send({ id, type, input, ...(exp === undefined ? {} : { exp }) }) as Promise<never>,
    adopt: sender.adopt,
    drop: sender.drop,
    subscribe: subscriptions.add,
    unsubscribe: subscriptions.remove,
    position: subscriptions.position,
    wake: line.wake,
    renew: line.renew,
    clock,
    socket,
    stats: subscriptions.stats,
    close() {
      line.stop()
      socket.close()
    },
  }
}
