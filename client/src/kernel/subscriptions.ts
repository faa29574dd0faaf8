import type { Socket } from 'socket.io-client'
import type { ChannelId } from '@rostrum/shared/kernel/channel.ts'
import type { ClientToServer, Frame, Position, ServerToClient } from '@rostrum/shared/kernel/wire.ts'

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
  /** The last heartbeat, too, found it behind: what was asked for then is lost as well. */
  overdue?: boolean
}

/** The part of a socket this needs; tests give a false one. */
export type SubscriptionSocket = Pick<
  Socket<ServerToClient, ClientToServer>,
  'on' | 'emit' | 'timeout' | 'connected'
>

export interface Subscriptions {
  add(channel: ChannelId): void
  remove(channel: ChannelId): void
  /** The seq up to which this channel is known, or -1. */
  position(channel: ChannelId): number
  readonly stats: { resyncs: number; frames: number; snapshots: number }
}

/** What a frame means for what is known: nothing new, the next part of the story, or a hole before it. */
type Fit = 'old' | 'next' | 'hole'

function fit(frame: Frame, { epoch, last }: Subscription): Fit {
  if (frame.e !== epoch || frame.from > last + 1) return 'hole'
  return frame.to <= last ? 'old' : 'next'
}

/** A snapshot begins the story anew, whatever was known. */
function startAnew(it: Subscription, frame: Frame, sink: Sink): void {
  Object.assign(it, { epoch: frame.e, last: frame.to, asking: false })
  sink.replace(frame.ch, frame.snapshot ?? {})
  if (frame.d.length > 0) sink.apply(frame.ch, frame.d)
  if (frame.x) sink.signal?.(frame.ch, frame.x)
}

/** By the server's own position: was something lost without being noticed, or what was asked for lost as well? */
function lacks(it: Subscription, epoch: string, seq: number): boolean {
  const isBehind = it.epoch !== epoch || seq > it.last
  const isPatient = it.asking && !it.overdue
  it.overdue = isBehind && isPatient
  return isBehind && !isPatient
}

/**
 * The answer comes behind what it brings: over a narrow line a snapshot takes long, and whoever asked for it again
 * meanwhile would be told it twice. A line that is dead is found out by then, and the next one asks anew.
 */
const answerMs = 30_000

/**
 * Keeps every channel in order and without gaps: seq ≤ last is dropped, last + 1 applied; on more, everything is held
 * and the missing part asked for once.
 */
export function createSubscriptions(socket: SubscriptionSocket, sink: Sink): Subscriptions {
  const subscriptions = new Map<ChannelId, Subscription>()
  const stats = { resyncs: 0, frames: 0, snapshots: 0 }
  function receive(frame: Frame): void {
    const it = subscriptions.get(frame.ch)
    if (!it) return
    stats.frames++
    if (frame.snapshot) {
      stats.snapshots++
      return startAnew(it, frame, sink)
    }
    if (frame.x) sink.signal?.(frame.ch, frame.x)
    const fits = fit(frame, it)
    if (fits === 'hole') return it.asking ? undefined : mend(frame.ch, it)
    it.asking = false
    if (fits === 'old') return
    const fresh = frame.d.filter(([seq]) => seq > it.last)
    it.last = frame.to
    if (fresh.length > 0) sink.apply(frame.ch, fresh)
  }

  function beat(positions: readonly Position[]): void {
    for (const [channel, epoch, seq] of positions) {
      const it = subscriptions.get(channel)
      if (it && lacks(it, epoch, seq)) mend(channel, it)
    }
  }

  function mend(channel: ChannelId, it: Subscription): void {
    stats.resyncs++
    ask(channel, it)
  }

  function ask(channel: ChannelId, it: Subscription): void {
    it.asking = true
    if (!socket.connected) return
    const request = { ch: channel, ...(it.epoch === undefined ? {} : { e: it.epoch, after: it.last }) }
    socket.timeout(answerMs).emit('sub', request, (error, ack) => {
      if (subscriptions.get(channel) !== it) return
      if (error && !socket.connected) return // the next connection asks for every channel
      if (error || (!ack.ok && ack.retry)) setTimeout(() => ask(channel, it), 500 + 1000 * Math.random())
      else if (!ack.ok) lose(channel)
    })
  }

  function lose(channel: ChannelId): void {
    if (subscriptions.delete(channel)) sink.gone?.(channel)
  }

  socket.on('f', receive)
  socket.on('hb', beat)
  socket.on('gone', lose)
  socket.on('connect', () => {
    for (const [channel, it] of subscriptions) ask(channel, it)
  })

  function add(channel: ChannelId): void {
    if (subscriptions.has(channel)) return
    const it = unknown()
    subscriptions.set(channel, it)
    ask(channel, it)
  }

  const remove = (channel: ChannelId) =>
    void (subscriptions.delete(channel) && socket.connected && socket.emit('unsub', channel))

  return { add, remove, position: (channel) => positionOf(subscriptions.get(channel)), stats }
}

const unknown = (): Subscription => ({ epoch: undefined, last: 0, asking: false })

const positionOf = (it: Subscription | undefined) => (it?.epoch === undefined ? -1 : it.last)
