import { useCallback, useMemo } from 'react'
import { useSearchParams } from 'react-router'
import type { Filter } from '@rostrum/shared/features/programme/programme.days.ts'

/** What the reader looks at. It is in the address, so that the view can be sent to a colleague. */
export interface View extends Filter {
  readonly day: string | undefined
  readonly shape: 'grid' | 'list'
  readonly starred: boolean
  readonly live: boolean
}

const keys = ['track', 'place', 'language', 'text', 'day', 'shape', 'starred', 'live'] as const
export type Change = Partial<Readonly<Record<(typeof keys)[number], string | undefined>>>

export function readView(params: URLSearchParams): View {
  const given = (key: (typeof keys)[number]) => params.get(key) ?? undefined
  return {
    track: given('track'),
    place: given('place'),
    language: given('language'),
    text: given('text'),
    day: given('day'),
    shape: params.get('shape') === 'list' ? 'list' : 'grid',
    starred: params.has('starred'),
    live: params.has('live'),
  }
}

/** The address's parameters after a change; an empty value is left out. */
export function withChange(params: URLSearchParams, change: Change): URLSearchParams {
  const next = new URLSearchParams(params)
  for (const [key, value] of Object.entries(change)) {
    if (value) next.set(key, value)
    else next.delete(key)
  }
  return next
}

export function useFilters() {
  const [params, setParams] = useSearchParams()
  const view = useMemo(() => readView(params), [params])
  const change = useCallback(
    // Filtering is not going somewhere: the way back leads out of the page, not through every letter typed.
    (it: Change) => setParams((now) => withChange(now, it), { replace: true, preventScrollReset: true }),
    [setParams],
  )
  const hrefOf = useCallback((it: Change) => ({ search: `?${withChange(params, it)}` }), [params])
  return { view, change, hrefOf }
}
