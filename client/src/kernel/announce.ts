/*
 * One polite and one assertive region for the whole app. At most one message every five seconds; of several that wait,
 * the newest of a kind wins. Never for each vote, each chat line or each caption.
 */

export type Politeness = 'polite' | 'assertive'

const pauseMs = 5_000

interface Waiting {
  readonly kind: string
  readonly text: string
}

export interface Announcer {
  announce(text: string, politeness?: Politeness, kind?: string): void
  stop(): void
}

/** `write` puts a text where screen readers hear it. */
export function createAnnouncer(
  write: (politeness: Politeness, text: string) => void,
  after: (ms: number, then: () => void) => () => void,
): Announcer {
  const waiting: Record<Politeness, Waiting[]> = { polite: [], assertive: [] }
  const pausing: Partial<Record<Politeness, () => void>> = {}

  function next(politeness: Politeness): void {
    delete pausing[politeness]
    const first = waiting[politeness].shift()
    if (!first) return
    write(politeness, first.text)
    pausing[politeness] = after(pauseMs, () => next(politeness))
  }

  return {
    announce(text, politeness = 'polite', kind = text) {
      waiting[politeness] = [...waiting[politeness].filter((it) => it.kind !== kind), { kind, text }]
      if (!pausing[politeness]) next(politeness)
    },
    stop: () => Object.values(pausing).forEach((cancel) => cancel()),
  }
}

const region = (politeness: Politeness) => document.getElementById(`announce-${politeness}`)

const shared = createAnnouncer(
  (politeness, text) => {
    const element = region(politeness)
    // The same text twice is not spoken twice unless it differs.
    if (element) element.textContent = element.textContent === text ? `${text}\u00a0` : text
  },
  (ms, then) => {
    const timer = setTimeout(then, ms)
    return () => clearTimeout(timer)
  },
)

/** Says something to people who listen to the page. `kind`: of several waiting with the same kind only the newest is said. */
export const announce = shared.announce
