import { useEffect, useLayoutEffect, useRef, useState } from 'react'
import type { RefObject } from 'react'
import type { Message, MessageId } from '@rostrum/shared/features/chat/chat.contract.ts'

/** Nearer to the end than this, the reader is at the end. */
const nearPx = 48
/** A glance is not reading. */
const readAfterMs = 800

export interface Reading {
  readonly scroller: RefObject<HTMLDivElement | null>
  readonly onScroll: () => void
  /** How many have come below what is in sight. */
  readonly below: number
  readonly toEnd: () => void
}

/**
 * The list follows while its end is in sight, and stands still while older lines are read; then a pill counts what came.
 * `onRead` is told once the end has been in sight for a moment.
 */
export function useReading(
  messages: readonly Message[],
  own: number,
  onRead: (last: MessageId) => void,
): Reading {
  const scroller = useRef<HTMLDivElement>(null)
  const [atEnd, setAtEnd] = useState(true)
  const [seen, setSeen] = useState<MessageId>()
  const last = messages.at(-1)?.id
  const tell = useRef(onRead)
  useEffect(() => {
    tell.current = onRead
  })

  const toEnd = () => {
    const box = scroller.current
    if (box) box.scrollTop = box.scrollHeight
  }
  const onScroll = () => {
    const box = scroller.current
    if (!box) return
    const isAtEnd = box.scrollHeight - box.scrollTop - box.clientHeight < nearPx
    if (atEnd && !isAtEnd) setSeen(last) // what comes from now on is below what is read
    setAtEnd(isAtEnd)
  }
  useLayoutEffect(() => {
    if (atEnd) toEnd()
  }, [last, own, atEnd])
  useEffect(() => {
    if (!atEnd || last === undefined) return undefined
    const timer = setTimeout(() => {
      if (document.visibilityState === 'visible') tell.current(last)
    }, readAfterMs)
    return () => clearTimeout(timer)
  }, [atEnd, last])

  const below = atEnd || seen === undefined ? 0 : messages.filter((it) => it.id > seen).length
  return { scroller, onScroll, below, toEnd }
}
