import { performance } from 'node:perf_hooks'
import type { Limits } from './limits.ts'

export interface Pace {
  /** How long a channel with so many members, whose last frame went out then, has to wait with the next one. */
  waitMs(members: number, sentAt: number): number
  /** So many messages are being handed out. */
  count(deliveries: number): void
  stop(): void
}

/** A channel that few listen to may be told at once: it costs next to nothing. */
const few = 16
const measureMs = 500

/**
 * Frames are what the server's time goes to. So a tick lasts until what was handed out is paid for, by all channels
 * together, and longer when the event loop is busy, whatever with: under load everybody hears a little later, and
 * nobody's command waits long.
 */
export function createPace(
  { tickMs, deliveriesPerSecond, busyLoop }: Pick<Limits, 'tickMs' | 'deliveriesPerSecond' | 'busyLoop'>,
  now: () => number = () => performance.now(),
): Pace {
  let paidAt = 0 // when all that was handed out will have had its time
  let before = performance.eventLoopUtilization()
  let busy = 0
  let stretch = 1
  const measure = setInterval(() => {
    const { utilization } = performance.eventLoopUtilization(before)
    before = performance.eventLoopUtilization()
    busy += (utilization - busy) / 4 // of a single look, a frame to thousands would be half
    // From 1 at the bound to 4 when there is no free time left.
    stretch = 1 + (3 * Math.max(0, busy - busyLoop)) / (1 - busyLoop)
  }, measureMs)
  measure.unref()

  return {
    waitMs(members, sentAt) {
      const isFew = members <= few
      const tick = (isFew ? tickMs / 5 : tickMs) * stretch
      return Math.max(sentAt + tick, isFew ? 0 : paidAt) - now()
    },
    count(deliveries) {
      paidAt = Math.max(paidAt, now()) + (deliveries / deliveriesPerSecond) * 1000
    },
    stop: () => clearInterval(measure),
  }
}
