import { useEffect, useRef, useState } from 'react'
import type { RefObject } from 'react'
import { keptStill } from './questions.lists.ts'

/** Untouched for so long and at its top, a list is not being read: it may move. */
const untouchedMs = 10_000
const lookMs = 2_000
const touches = ['pointermove', 'pointerdown', 'keydown', 'focusin', 'scroll', 'wheel'] as const

export interface StillList<T> {
  readonly shown: readonly T[]
  /** How many have come since it last moved. */
  readonly fresh: number
  /** Shows them, in the order of now. */
  readonly move: () => void
  /** The part of the page that the list is in. */
  readonly place: RefObject<HTMLDivElement | null>
}

/**
 * Keeps the order of a list while it is read: what is gone goes, numbers change in place, what is new waits. `key` names
 * the list: another key is another list, shown as it is now.
 */
export function useStillList<T extends { readonly id: string }>(
  now: readonly T[],
  key: string,
): StillList<T> {
  const ids = now.map((it) => it.id)
  const [kept, setKept] = useState({ key, ids })
  const { shown, fresh } = keptStill(kept.ids, now)
  const isStale = kept.key !== key || (shown.length === 0 && fresh > 0)
  if (isStale) setKept({ key, ids })

  const move = () => setKept({ key, ids })
  const place = useRef<HTMLDivElement>(null)
  useUntouched(place, move, kept.ids.join() !== ids.join())
  return isStale ? { shown: now, fresh: 0, move, place } : { shown, fresh, move, place }
}

function useUntouched(place: RefObject<HTMLDivElement | null>, act: () => void, wanted: boolean): void {
  const touchedAt = useRef(0)
  const latest = useRef(act)
  useEffect(() => {
    latest.current = act
  })
  useEffect(() => {
    const root = place.current
    if (!root) return undefined
    touchedAt.current = performance.now()
    const touch = () => void (touchedAt.current = performance.now())
    for (const it of touches) root.addEventListener(it, touch, { passive: true, capture: true })
    return () => {
      for (const it of touches) root.removeEventListener(it, touch, { capture: true })
    }
  }, [place])
  useEffect(() => {
    if (!wanted) return undefined
    const timer = setInterval(() => {
      const root = place.current
      const isFocused = root?.contains(document.activeElement) ?? false
      const isAtTop = (root?.scrollTop ?? 0) < 8
      if (isAtTop && !isFocused && performance.now() - touchedAt.current > untouchedMs) latest.current()
    }, lookMs)
    return () => clearInterval(timer)
  }, [place, wanted])
}
