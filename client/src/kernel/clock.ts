/** The server's time, by which all moments are given that it tells us and that we tell it. */
export interface Clock {
  /** ms since 1970 */
  now(): number
  /** What it is at the server, heard just now. */
  learn(serverNow: number): void
  /** Called each time it was found wrong and is set. Returns the end of that. */
  onSet(listener: () => void): () => void
}

/** Most devices are set by the network, and nearer to the truth than what has just come over a slow line. */
const believableMs = 2_000

/** This device's clock, unless it is clearly wrong: then by as much as it is. */
export function createClock(): Clock {
  const listeners = new Set<() => void>()
  let offset = 0
  return {
    now: () => Date.now() + offset,
    learn(serverNow) {
      const wrong = serverNow - Date.now()
      const next = Math.abs(wrong) < believableMs ? 0 : wrong
      if (Math.abs(next - offset) < believableMs) return
      offset = next
      for (const listener of listeners) listener()
    },
    onSet(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
  }
}

/** The browser's one. */
export const clock = createClock()
