import type { Pace } from './pace.ts'

/** A frame made once for everybody: as JSON, and as it goes over a wire. */
export interface Packet {
  readonly text: string
  readonly wire: unknown
}
/** What may not be lost, and what may be dropped for somebody who is behind. */
type Weight = 'news' | 'signals'

export interface Member {
  /** False: this one is too far behind, and has been closed. */
  send(packet: Packet, weight: Weight): boolean
}

interface Frame {
  readonly packet: Packet
  readonly weight: Weight
  /** When (`performance.now()`) the oldest of its news was heard here. */
  readonly heardAt?: number | undefined
}

export interface FanoutOptions {
  readonly members: ReadonlySet<Member>
  readonly pace: Pace
  /** Members served in one turn of the event loop. */
  readonly slice: number
  /** What is to be said now, if anything; it counts as said. */
  readonly take: () => Frame | undefined
  readonly stats: { delivered: number; slow: number }
  /** All members have been sent news that was heard so long ago. */
  readonly onTold?: ((lagMs: number) => void) | undefined
}

export interface Fanout {
  /** There is something to say. */
  poke(): void
  /** True while a frame goes out to the members one by one. */
  isSending(): boolean
  stop(): void
}

/** One frame per tick to all members of a channel: the leading edge at once, then no faster than the pace. */
export function createFanout({ members, pace, slice, take, stats, onTold }: FanoutOptions): Fanout {
  let flushedAt = -Infinity
  let timer: NodeJS.Timeout | undefined
  let immediate: NodeJS.Immediate | undefined
  let isSending = false

  function poke(): void {
    if (members.size === 0 || timer || immediate || isSending) return
    const waitMs = pace.waitMs(members.size, flushedAt)
    if (waitMs <= 0) immediate = setImmediate(flush)
    else timer = setTimeout(flush, waitMs)
  }

  function flush(): void {
    timer = immediate = undefined
    const frame = take()
    if (!frame) return
    flushedAt = performance.now()
    pace.count(members.size)
    isSending = true
    send([...members], frame, 0)
  }

  /** So many per turn of the loop, so that commands get through while thousands are being told. */
  function send(all: readonly Member[], frame: Frame, from: number): void {
    const end = from + slice
    for (const member of all.slice(from, end)) {
      if (!members.has(member)) continue
      if (member.send(frame.packet, frame.weight)) stats.delivered++
      else stats.slow++
    }
    if (end < all.length) return void setImmediate(send, all, frame, end)
    isSending = false
    if (frame.heardAt !== undefined) onTold?.(performance.now() - frame.heardAt)
    poke()
  }

  return {
    poke,
    isSending: () => isSending,
    stop() {
      clearTimeout(timer)
      clearImmediate(immediate)
    },
  }
}
