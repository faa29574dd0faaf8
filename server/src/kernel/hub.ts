import { parseChannel } from '@rostrum/shared/kernel/channel.ts'
import type { ChannelId } from '@rostrum/shared/kernel/channel.ts'
import type { Committed } from './commit.ts'

/*
 * Who hears what. The hub keeps, for every channel somebody on this node listens to, its position and its last events,
 * and sends one frame per channel per tick. It knows neither Socket.IO nor SQL.
 */

export interface Packet {
  readonly text: string
  readonly wire: unknown
}
export interface Member {
  readonly person: string
  /** False: this one is too far behind, and has been closed. */
  send(packet: Packet, lossy: boolean): boolean
}
export interface Source {
  /** The channel's position and its last events, in one consistent read. */
  load(channel: string): Promise<{ epoch: string; seq: number; events: readonly Logged[] }>
  /** Events after a position, oldest first. */
  since(channel: string, after: number): Promise<{ epoch: string; events: readonly Logged[] }>
  /** All features' slices of this channel as JSON, with the position they were read at. */
  snapshot(channel: string): Promise<{ epoch: string; seq: number; json: string }>
}
export interface Logged {
  readonly seq: number
  readonly type: string
  readonly body: string
}

export interface HubOptions {
  readonly source: Source
  readonly encode: (frame: string) => unknown
  /** The field by which an event or signal replaces the one before it, if it does. */
  readonly latest?: (type: string) => string | undefined
  readonly tick?: number
  readonly slice?: number
  /** delivered messages per second beyond which ticks are stretched */
  readonly budget?: number
  readonly ring?: { events: number; bytes: number }
}

interface Entry extends Logged {
  readonly json: string
  readonly key: string | undefined
}
interface Live {
  readonly id: string
  epoch: string
  top: number
  /** the last events, gapless, ending at `top` */
  ring: Entry[]
  bytes: number
  sent: number
  flushedAt: number
  timer: NodeJS.Timeout | NodeJS.Immediate | undefined
  sending: boolean
  signals: Map<string, string>
  members: Set<Member>
  ready: Promise<void>
  isReady: boolean
  early: Committed[]
  catching: Promise<void> | undefined
  snapshot: { seq: number; epoch: string; json: string } | undefined
  reading: Promise<void> | undefined
  replies: Map<string, Packet>
  idleSince: number
}

export interface Hub {
  accept(committed: readonly Committed[]): void
  /** News, or a suspicion, from elsewhere: read the log of these channels again. */
  suspect(channels: readonly string[]): void
  signal(channel: string, type: string, payload: unknown, key?: string): void
  join(member: Member, channel: string, after?: { e: string; s: number }): Promise<boolean>
  leave(member: Member, channel: string): void
  /** The channels this member is in, or is about to be. */
  joined(member: Member): ChannelId[]
  leaveAll(member: Member): void
  readonly active: () => [channel: string, seq: number][]
  readonly stats: {
    frames: number
    delivered: number
    loads: number
    snapshots: number
    catchups: number
    slow: number
  }
  stop(): void
}

export function createHub(options: HubOptions): Hub {
  const { source, encode, latest = () => undefined } = options
  const tick = options.tick ?? 250
  const slice = options.slice ?? 500
  const budget = options.budget ?? 20_000
  const ring = options.ring ?? { events: 500, bytes: 256 * 1024 }
  const fresh = 100 // a kept snapshot serves until it is this many events old
  const channels = new Map<string, Live>()
  const joined = new WeakMap<Member, Set<string>>()
  const stats = { frames: 0, delivered: 0, loads: 0, snapshots: 0, catchups: 0, slow: 0 }

  /* ── a channel comes alive on its first listener ───────────────────────────────────────────── */

  function live(id: string): Live {
    const known = channels.get(id)
    if (known) return known
    const it: Live = {
      id,
      epoch: '',
      top: 0,
      ring: [],
      bytes: 0,
      sent: 0,
      flushedAt: 0,
      timer: undefined,
      sending: false,
      signals: new Map(),
      members: new Set(),
      ready: Promise.resolve(),
      isReady: false,
      early: [],
      catching: undefined,
      snapshot: undefined,
      reading: undefined,
      replies: new Map(),
      idleSince: 0,
    }
    channels.set(id, it) // from here on commits are kept for it: listening starts before reading
    it.ready = (async () => {
      stats.loads++
      const { epoch, seq, events } = await source.load(id)
      it.epoch = epoch
      it.top = it.sent = seq
      for (const event of events) remember(it, event)
      it.isReady = true
      for (const committed of it.early.splice(0)) take(it, committed)
    })()
    it.ready.catch(() => channels.delete(id))
    return it
  }

  function remember(it: Live, { seq, type, body }: Logged): void {
    const field = latest(type)
    const value = field === undefined ? undefined : (JSON.parse(body) as Record<string, unknown>)[field]
    const json = `[${seq},${JSON.stringify(type)},${body}]`
    it.ring.push({ seq, type, body, json, key: field === undefined ? undefined : `${type} ${String(value)}` })
    it.bytes += json.length
    // Trimmed in bites of an eighth: dropping one at a time from the front of an array costs its length.
    if (it.ring.length <= ring.events * 1.125 && it.bytes <= ring.bytes * 1.125) return
    let drop = Math.max(0, it.ring.length - ring.events)
    let rest = it.bytes
    for (let i = 0; i < drop; i++) rest -= it.ring[i]!.json.length
    while (rest > ring.bytes && drop < it.ring.length - 1) rest -= it.ring[drop++]!.json.length
    it.ring.splice(0, drop)
    it.bytes = rest
  }

  /* ── news comes in ─────────────────────────────────────────────────────────────────────────── */

  function accept(committed: readonly Committed[]): void {
    for (const it of committed) {
      const channel = channels.get(it.channel)
      if (!channel) continue
      if (channel.isReady) take(channel, it)
      else channel.early.push(it)
    }
  }

  function take(it: Live, { epoch, from, events }: Committed): void {
    if (epoch !== it.epoch) return restart(it)
    if (from > it.top + 1) return catchUp(it) // another transaction's news is still on its way
    for (const [i, event] of events.entries()) {
      if (from + i <= it.top) continue
      it.top = from + i
      remember(it, { seq: it.top, ...event })
    }
    if (it.replies.size > 0) it.replies.clear()
    schedule(it)
  }

  function catchUp(it: Live): void {
    it.catching ??= (async () => {
      stats.catchups++
      try {
        const { epoch, events } = await source.since(it.id, it.top)
        it.catching = undefined
        if (epoch !== it.epoch || (events[0] && events[0].seq > it.top + 1)) return restart(it)
        if (events[0]) take(it, { channel: it.id as ChannelId, epoch, from: events[0].seq, events })
      } catch {
        it.catching = undefined // the poll will ask again
      }
    })()
  }

  /** The story was cut: everybody here starts anew, from a snapshot. */
  function restart(it: Live): void {
    channels.delete(it.id)
    clearTimeout(it.timer as NodeJS.Timeout)
    for (const member of it.members) void join(member, it.id)
  }

  /* ── frames go out ─────────────────────────────────────────────────────────────────────────── */

  let load = 0 // messages delivered lately, forgotten at `budget` per second
  let loadAt = performance.now()
  function pace(it: Live): number {
    if (it.members.size <= 16) return tick / 5
    const at = performance.now()
    load = Math.max(0, load - ((at - loadAt) / 1000) * budget)
    loadAt = at
    return Math.max(tick, ((load + it.members.size) / budget) * 1000)
  }

  function schedule(it: Live): void {
    if (it.timer !== undefined || it.sending || it.members.size === 0) {
      if (it.members.size === 0) it.sent = it.top
      return
    }
    const wait = it.flushedAt + pace(it) - performance.now()
    const go = () => {
      it.timer = undefined
      flush(it)
    }
    it.timer = wait <= 0 ? setImmediate(go) : setTimeout(go, wait) // leading edge at once, then no faster than the pace
  }

  function flush(it: Live): void {
    const news = it.sent < it.top
    if (!news && it.signals.size === 0) return
    const text = frameOf(it, it.sent, undefined)
    const packet = { text, wire: encode(text) }
    it.sent = it.top
    it.signals.clear()
    it.flushedAt = performance.now()
    stats.frames++
    load += it.members.size
    it.sending = true
    const members = [...it.members]
    let next = 0
    const some = () => {
      const end = Math.min(next + slice, members.length)
      for (; next < end; next++) {
        const member = members[next]!
        if (!it.members.has(member)) continue
        if (member.send(packet, !news)) stats.delivered++
        else stats.slow++
      }
      if (next < members.length) return void setImmediate(some)
      it.sending = false
      if (it.sent < it.top || it.signals.size > 0) schedule(it)
    }
    some()
  }

  /** The frame from `after` to the top. An event overtaken by a later one with its key is left out. */
  function frameOf(it: Live, after: number, snapshot: string | undefined): string {
    const last = new Map<string, number>()
    const first = it.ring.length - (it.top - after)
    for (let i = it.ring.length - 1; i >= first; i--) {
      const { key, seq } = it.ring[i]!
      if (key !== undefined && !last.has(key)) last.set(key, seq)
    }
    let d = ''
    for (let i = first; i < it.ring.length; i++) {
      const { key, seq, json } = it.ring[i]!
      if (key === undefined || last.get(key) === seq) d += d === '' ? json : `,${json}`
    }
    const x =
      snapshot === undefined && it.signals.size > 0 ? `,"x":[${[...it.signals.values()].join(',')}]` : ''
    return `{"ch":"${it.id}","e":"${it.epoch}","from":${after + 1},"to":${it.top}${snapshot === undefined ? '' : `,"snapshot":${snapshot}`},"d":[${d}]${x}}`
  }

  /* ── somebody joins ────────────────────────────────────────────────────────────────────────── */

  const covers = (it: Live, after: number) => after <= it.top && after >= it.top - it.ring.length

  /** The answer and the joining happen in one turn of the loop, so nothing falls between them. */
  async function join(member: Member, id: string, after?: { e: string; s: number }): Promise<boolean> {
    let mine = joined.get(member)
    if (!mine) joined.set(member, (mine = new Set()))
    mine.add(id)
    for (;;) {
      const it = live(id)
      await it.ready
      if (channels.get(id) !== it) continue
      if (!mine.has(id)) return false
      if (after && after.e === it.epoch && covers(it, after.s)) {
        it.members.add(member)
        member.send(reply(it, after.s, undefined), false)
        return true
      }
      if (
        it.snapshot &&
        it.snapshot.epoch === it.epoch &&
        covers(it, it.snapshot.seq) &&
        it.top - it.snapshot.seq <= fresh
      ) {
        it.members.add(member)
        member.send(reply(it, it.snapshot.seq, it.snapshot.json), false)
        return true
      }
      await (it.reading ??= (async () => {
        stats.snapshots++
        try {
          it.snapshot = await source.snapshot(id)
          if (it.snapshot.epoch !== it.epoch) restart(it)
          else if (it.snapshot.seq > it.top) {
            catchUp(it)
            await it.catching
          }
        } finally {
          it.reading = undefined
        }
      })())
    }
  }

  /** Two thousand who come back from the same place get the same packet. */
  function reply(it: Live, after: number, snapshot: string | undefined): Packet {
    const key = `${snapshot === undefined ? '' : 's'}${after}`
    let packet = it.replies.get(key)
    if (!packet) {
      const text = frameOf(it, after, snapshot)
      packet = { text, wire: encode(text) }
      if (it.replies.size < 64) it.replies.set(key, packet)
    }
    return packet
  }

  function leave(member: Member, id: string): void {
    joined.get(member)?.delete(id)
    const it = channels.get(id)
    if (it?.members.delete(member) && it.members.size === 0) it.idleSince = performance.now()
  }

  /* ── housekeeping ──────────────────────────────────────────────────────────────────────────── */

  const sweep = setInterval(() => {
    const at = performance.now()
    for (const it of channels.values()) {
      if (it.members.size === 0) {
        if (it.isReady && at - it.idleSince > 60_000) channels.delete(it.id)
      } else if (it.isReady && at - it.flushedAt > 20_000 && it.sent === it.top) {
        // A quiet channel repeats its position, so that a silent loss is found.
        it.flushedAt = at
        const packet = reply(it, it.top, undefined)
        for (const member of it.members) member.send(packet, true)
      }
    }
  }, 5_000)
  sweep.unref()

  return {
    accept,
    suspect: (ids) => {
      for (const id of ids) {
        const it = channels.get(id)
        if (it?.isReady) catchUp(it)
      }
    },
    signal(id, type, payload, key = '') {
      const it = channels.get(id)
      if (!it?.isReady || it.members.size === 0) return
      it.signals.set(`${type} ${key}`, `[${JSON.stringify(type)},${JSON.stringify(payload)}]`)
      schedule(it)
    },
    join,
    leave,
    joined: (member) => [...(joined.get(member) ?? [])] as ChannelId[],
    leaveAll(member) {
      for (const id of joined.get(member) ?? []) leave(member, id)
    },
    active: () => [...channels.values()].filter((it) => it.isReady).map((it) => [it.id, it.top]),
    stats,
    stop: () => {
      clearInterval(sweep)
      for (const it of channels.values()) clearTimeout(it.timer as NodeJS.Timeout)
    },
  }
}

export const kindOfChannel = (id: string) => parseChannel(id)?.kind
