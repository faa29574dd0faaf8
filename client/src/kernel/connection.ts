import { io } from 'socket.io-client'
import type { Socket } from 'socket.io-client'
import type { ChannelId } from '@rostrum/shared/kernel/channel.ts'
import type { CommandType, InputOf, OutputOf, Protocol } from '@rostrum/shared/kernel/contract.ts'
import { uuid7 } from '@rostrum/shared/kernel/ids.ts'
import type {
  Ack,
  ClientToServer,
  Envelope,
  Frame,
  Position,
  ServerToClient,
} from '@rostrum/shared/kernel/wire.ts'
import { deliver, memoryOutbox } from './outbox.ts'
import type { Outbox } from './outbox.ts'

export type Answer<Output> =
  | { readonly ok: true; readonly output: Output; readonly at: readonly Position[]; readonly dup?: true }
  | Extract<Ack, { ok: false }>

/** Where frames go once they are known to be in order. */
export interface Sink {
  replace(channel: ChannelId, snapshot: Readonly<Record<string, unknown>>): void
  apply(channel: ChannelId, entries: Frame['d']): void
  signal?(channel: ChannelId, signals: NonNullable<Frame['x']>): void
  /** The server will tell no more of this channel: this person may not see it (any more). */
  gone?(channel: ChannelId): void
}

interface Subscription {
  epoch: string | undefined
  last: number
  asking: boolean
}

export interface Connection<P extends Protocol> {
  call<T extends CommandType<P>>(
    type: T,
    input: InputOf<P, T>,
    options?: { id?: string; exp?: number },
  ): Promise<Answer<OutputOf<P, T>>>
  subscribe(channel: ChannelId): void
  unsubscribe(channel: ChannelId): void
  position(channel: ChannelId): number
  readonly socket: Socket<ServerToClient, ClientToServer>
  readonly stats: { resyncs: number; frames: number; snapshots: number }
  close(): void
}

export function createConnection<P extends Protocol>(options: {
  readonly url: string
  /** For clients that are no browsers: cookie and origin. */
  readonly headers?: Readonly<Record<string, string>>
  readonly sink: Sink
  readonly outbox?: Outbox
  readonly timeout?: number
}): Connection<P> {
  const { sink, outbox = memoryOutbox(), timeout = 5_000 } = options
  const socket: Socket<ServerToClient, ClientToServer> = io(options.url, {
    ...(options.headers ? { extraHeaders: { ...options.headers } } : {}),
    transports: ['websocket'],
    reconnectionDelay: 500,
    reconnectionDelayMax: 30_000,
    randomizationFactor: 1,
    forceNew: true,
  })
  const subscriptions = new Map<ChannelId, Subscription>()
  const stats = { resyncs: 0, frames: 0, snapshots: 0 }

  /* ── down: frames, in order and without gaps ───────────────────────────────────────────────── */

  function receive(frame: Frame): void {
    const it = subscriptions.get(frame.ch)
    if (!it) return
    stats.frames++
    if (frame.snapshot) {
      stats.snapshots++
      Object.assign(it, { epoch: frame.e, last: frame.to, asking: false })
      sink.replace(frame.ch, frame.snapshot)
      return sink.apply(frame.ch, frame.d)
    }
    if (frame.x) sink.signal?.(frame.ch, frame.x)
    if (frame.e !== it.epoch || frame.from > it.last + 1) {
      if (!it.asking) {
        stats.resyncs++
        ask(frame.ch, it)
      } // a hole: hold everything, ask once
      return
    }
    it.asking = false
    if (frame.to <= it.last) return
    const fresh = frame.d.filter(([seq]) => seq > it.last)
    it.last = frame.to
    if (fresh.length > 0) sink.apply(frame.ch, fresh)
  }

  function ask(channel: ChannelId, it: Subscription): void {
    it.asking = true
    if (!socket.connected) return
    const request = { ch: channel, ...(it.epoch === undefined ? {} : { e: it.epoch, after: it.last }) }
    socket.timeout(timeout).emit('sub', request, (error, ack) => {
      if (subscriptions.get(channel) !== it) return
      if (error || (!ack.ok && ack.retry)) setTimeout(() => ask(channel, it), 500 + 1000 * Math.random())
      else if (!ack.ok) lose(channel)
    })
  }

  function lose(channel: ChannelId): void {
    if (subscriptions.delete(channel)) sink.gone?.(channel)
  }

  socket.on('f', receive)
  socket.on('gone', lose)
  socket.on('connect', () => {
    for (const [channel, it] of subscriptions) ask(channel, it)
  })

  /* ── up: commands, kept until answered ─────────────────────────────────────────────────────── */

  const connected = () =>
    socket.connected
      ? Promise.resolve()
      : new Promise<void>((resolve) => void socket.once('connect', () => resolve()))
  const attempt = async (envelope: Envelope): Promise<Ack | undefined> => {
    await connected()
    return new Promise((resolve) => {
      const lost = () => resolve(undefined) // the answer cannot come any more: do not wait for the timeout
      socket.once('disconnect', lost)
      socket.timeout(timeout).emit('c', envelope, (error, ack) => {
        socket.off('disconnect', lost)
        resolve(error ? undefined : ack)
      })
    })
  }
  const wait = (n: number) =>
    new Promise<void>((resolve) => setTimeout(resolve, Math.random() * Math.min(30_000, 100 * 2 ** n)))

  async function send(envelope: Envelope): Promise<Ack> {
    const ack = await deliver(envelope, attempt, wait)
    outbox.remove(envelope.id)
    return ack
  }
  for (const envelope of outbox.all()) void send(envelope) // left from before a reload

  return {
    async call(type, input, { id = uuid7(), exp } = {}) {
      const envelope: Envelope = { id, type, input, ...(exp === undefined ? {} : { exp }) }
      outbox.put(envelope)
      return (await send(envelope)) as never
    },
    subscribe(channel) {
      const it: Subscription = { epoch: undefined, last: 0, asking: false }
      subscriptions.set(channel, it)
      ask(channel, it)
    },
    unsubscribe(channel) {
      subscriptions.delete(channel)
      socket.emit('unsub', channel)
    },
    position: (channel) => {
      const it = subscriptions.get(channel)
      return it?.epoch === undefined ? -1 : it.last
    },
    socket,
    stats,
    close: () => void socket.close(),
  }
}
