import { performance } from 'node:perf_hooks'
import type { Limits } from './limits.ts'

export interface Pace {
  /** The least time between two frames of a channel with so many members. */
  tickMs(members: number): number
  /** So many messages have just been handed out. */
  count(deliveries: number): void
  stop(): void
}

/** A channel that few listen to may be told at once: it costs next to nothing. */
const few = 16
const measureMs = 500

/**
 * Frames are what the server's time goes to. So ticks grow with what was delivered lately, and with how busy the event
 * loop is, whatever with: under load everybody hears a little later, and nobody's command waits long.
 */
export function createPace({ tickMs, deliveriesPerSecond, busyLoop }: Limits): Pace {
  let delivered = 0 // forgotten at `deliveriesPerSecond`
  let at = performance.now()
  let before = performance.eventLoopUtilization()
  let stretch = 1
  const measure = setInterval(() => {
    const { utilization } = performance.eventLoopUtilization(before)
    before = performance.eventLoopUtilization()
    // From 1 at the bound to 4 when there is no free time left.
    stretch = 1 + (3 * Math.max(0, utilization - busyLoop)) / (1 - busyLoop)
  }, measureMs)
  measure.unref()

  return {
    tickMs(members) {
      const now = performance.now()
      delivered = Math.max(0, delivered - ((now - at) / 1000) * deliveriesPerSecond)
      at = now
      if (members <= few) return (tickMs / 5) * stretch
      return Math.max(tickMs * stretch, ((delivered + members) / deliveriesPerSecond) * 1000)
    },
    count(deliveries) {
      delivered += deliveries
    },
    stop: () => clearInterval(measure),
  }
}
