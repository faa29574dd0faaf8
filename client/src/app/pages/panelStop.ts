import { useState } from 'react'
import type { PointerEvent } from 'react'

/** How much of a phone the panel takes: its tabs only, half, or all but the picture. */
const stops = ['tabs', 'half', 'full'] as const
type PanelStop = (typeof stops)[number]

export interface PanelStops {
  readonly stop: PanelStop
  /** To the next larger; from the largest back to the smallest. */
  cycle(): void
  /** At least half: a tab was chosen. */
  open(): void
  readonly drag: {
    onPointerDown(event: PointerEvent): void
    onPointerUp(event: PointerEvent): void
  }
}

/** Less is a tap, not a pull. */
const pullPx = 24

export function usePanelStop(): PanelStops {
  const [stop, setStop] = useState<PanelStop>('half')
  const [from, setFrom] = useState<number>()
  const at = stops.indexOf(stop)
  const go = (to: number) => setStop(stops[Math.max(0, Math.min(stops.length - 1, to))] ?? 'half')
  return {
    stop,
    cycle: () => go((at + 1) % stops.length),
    open: () => {
      if (stop === 'tabs') setStop('half')
    },
    drag: {
      onPointerDown(event) {
        event.currentTarget.setPointerCapture(event.pointerId)
        setFrom(event.clientY)
      },
      onPointerUp(event) {
        const pulled = from === undefined ? 0 : from - event.clientY
        setFrom(undefined)
        if (Math.abs(pulled) > pullPx) go(at + Math.sign(pulled))
      },
    },
  }
}
