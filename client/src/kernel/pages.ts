import { useCallback, useEffect, useRef, useState } from 'react'
import { getJson } from './http.ts'

interface Paged {
  /** What to ask for to get the next page; null: there is no more. */
  readonly next: string | number | null
}

export interface Pages<Page extends Paged> {
  /** Those read so far; none while the first is on its way. */
  readonly pages: readonly Page[]
  readonly hasMore: boolean
  readonly failed: boolean
  /** Begins anew; what is shown stays until the answer is there. */
  reload(): void
  more(): void
}

/**
 * A list that a GET route tells page by page. It stands still while it is read: what has changed shows when one asks again.
 * @param path undefined: nothing is asked for, and there are no pages
 * @param cursor the name of the parameter that carries `next`
 */
export function usePages<Page extends Paged>(path: string | undefined, cursor: string): Pages<Page> {
  const [pages, setPages] = useState<readonly Page[]>([])
  const [failed, setFailed] = useState(false)
  const [round, setRound] = useState(0)
  const reading = useRef<AbortSignal>(undefined)

  const read = async (address: string, before: readonly Page[]) => {
    const signal = reading.current
    try {
      const page = await getJson<Page>(address, signal)
      // A page of what was asked for before belongs to another list.
      if (signal !== reading.current) return
      setPages([...before, page])
      setFailed(false)
    } catch {
      if (signal === reading.current) setFailed(true)
    }
  }
  useEffect(() => {
    const stop = new AbortController()
    reading.current = stop.signal
    if (path === undefined) setPages([])
    else void read(path, [])
    return () => {
      reading.current = undefined
      stop.abort()
    }
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- `read` reads whatever it is told to
  }, [path, round])

  const reload = useCallback(() => setRound((n) => n + 1), [])
  const next = pages.at(-1)?.next ?? null
  return {
    pages,
    hasMore: next !== null,
    failed,
    reload,
    more() {
      if (path === undefined || next === null) return
      const joint = path.includes('?') ? '&' : '?'
      void read(`${path}${joint}${cursor}=${encodeURIComponent(next)}`, pages)
    },
  }
}
