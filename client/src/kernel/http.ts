import { useCallback, useEffect, useState, useSyncExternalStore } from 'react'
import type { FailureCode } from '@rostrum/shared/kernel/failure.ts'
import { failures } from '@rostrum/shared/kernel/failure.ts'

/** Why a request brought nothing: one of the server's own codes, or `offline` when there was no answer at all. */
export type HttpFailureCode = FailureCode | 'offline'

export class HttpFailure extends Error {
  readonly code: HttpFailureCode
  constructor(code: HttpFailureCode) {
    super(code)
    this.code = code
  }
}

/** Reads JSON from our own server. Throws `HttpFailure`. */
export async function getJson<T>(path: string, signal?: AbortSignal): Promise<T> {
  return request<T>(path, signal ? { signal } : {})
}

/** Sends JSON to our own server: for the few doors that are not commands (sign-in). Throws `HttpFailure`. */
export async function postJson<T>(path: string, body: unknown): Promise<T> {
  return request<T>(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
}

async function request<T>(path: string, init: RequestInit): Promise<T> {
  const response = await fetch(path, { credentials: 'same-origin', ...init }).catch((error: unknown) => {
    throw init.signal?.aborted ? error : new HttpFailure('offline')
  })
  // The caller names the shape that the route's contract promises; client and server ship together.
  const body = (await response.json().catch(() => null)) as T & { readonly code?: string }
  if (response.ok) return body
  throw new HttpFailure(codeOf(response.status, body?.code))
}

function codeOf(status: number, code: string | undefined): HttpFailureCode {
  if (code !== undefined && code in failures) return code as FailureCode
  if (status === 401 || status === 403) return 'forbidden'
  if (status === 404) return 'not_found'
  return status === 429 ? 'too_many' : 'unavailable'
}

export type Resource<T> = (
  | { readonly state: 'loading' }
  | { readonly state: 'ready'; readonly data: T }
  | { readonly state: 'failed'; readonly code: HttpFailureCode }
) & { reload(): void }

interface CacheEntry {
  readonly data: unknown
  readonly at: number
}
let cache: ReadonlyMap<string, CacheEntry> = new Map()
/** Counts how often everything was forgotten: whoever shows something then reads it anew. */
let generation = 0
const listeners = new Set<() => void>()
const cacheLimit = 50
/** Younger than this it is not asked for again; older it is shown at once and refreshed behind. */
const freshMs = 30_000

function change(next: ReadonlyMap<string, CacheEntry>): void {
  cache = next
  for (const listener of listeners) listener()
}

function keep(path: string, data: unknown): void {
  const others = [...cache].filter(([it]) => it !== path).slice(1 - cacheLimit)
  change(new Map([...others, [path, { data, at: Date.now() }]]))
}

const reading = new Map<string, Promise<unknown>>()

/** Reads into the cache; several who want the same wait for one answer. */
function read(path: string): Promise<unknown> {
  const running = reading.get(path)
  if (running) return running
  const answer = getJson(path)
    .then((data) => {
      // What was asked for as somebody else is not for this one.
      if (reading.get(path) === answer) keep(path, data)
    })
    .finally(() => {
      if (reading.get(path) === answer) reading.delete(path)
    })
  reading.set(path, answer)
  return answer
}

/** Begins to read what a page will want. Whoever shows it learns of a failure. */
export const preload = (path: string): void => void read(path).catch(() => {})

/** Nothing read for one person is shown to the next. */
export function clearResources(): void {
  reading.clear()
  generation++
  change(new Map())
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => void listeners.delete(listener)
}

/** What a GET route answers; shared between pages, and kept on screen while it is read anew. Undefined: nothing yet. */
export function useResource<T>(path: string | undefined): Resource<T> {
  const [asked, setAsked] = useState(0)
  const [failure, setFailure] = useState<{ path: string; code: HttpFailureCode }>()
  const reload = useCallback(() => setAsked((n) => n + 1), [])
  const known = useSyncExternalStore(subscribe, () => (path === undefined ? undefined : cache.get(path)))
  const era = useSyncExternalStore(subscribe, () => generation)

  useEffect(() => {
    if (path === undefined) return undefined
    const kept = cache.get(path)
    if (asked === 0 && kept && Date.now() - kept.at < freshMs) return undefined
    let stale = false
    read(path).then(
      () => stale || setFailure(undefined),
      (error: unknown) => {
        if (!stale) setFailure({ path, code: error instanceof HttpFailure ? error.code : 'unavailable' })
      },
    )
    return () => void (stale = true)
  }, [path, asked, era])

  if (known) return { state: 'ready', data: known.data as T, reload }
  if (failure && failure.path === path) return { state: 'failed', code: failure.code, reload }
  return { state: 'loading', reload }
}
