const everyMs = 250
const limitMs = 1_000

export interface Health {
  isUp(): boolean
  /** Called each time it comes (back) up. */
  onUp(listener: () => void): () => void
  /** It has just ended: it might be up again before it is looked at. */
  lost(): void
  stop(): void
}

/**
 * Looks at `GET /` four times a second: whoever comes back to a LiveKit that has lost its rooms is sent away for good
 * after one try, so we must be there first.
 */
export function watchHealth(url: string): Health {
  const listeners = new Set<() => void>()
  let up = false
  let stopped = false
  let timer: NodeJS.Timeout | undefined

  async function look(): Promise<void> {
    const isThere = await answers(url)
    if (stopped) return
    const hasCome = isThere && !up
    up = isThere
    if (hasCome) for (const listener of listeners) listener()
    timer = setTimeout(() => void look(), everyMs)
  }
  void look()

  return {
    isUp: () => up,
    onUp(listener) {
      listeners.add(listener)
      if (up) listener()
      return () => void listeners.delete(listener)
    },
    lost() {
      up = false
    },
    stop() {
      stopped = true
      clearTimeout(timer)
    },
  }
}

async function answers(url: string): Promise<boolean> {
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(limitMs) })
    await answer.body?.cancel()
    return answer.ok
  } catch {
    return false
  }
}
