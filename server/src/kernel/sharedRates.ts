import { randomUUID } from 'node:crypto'
import * as z from 'zod/mini'
import type { RateLimiter } from './rate.ts'
import type { NodeWire } from './wire.ts'

const topic = 'rates'
const everyMs = 100
/** Keys told at once; who is left out counts on this node only. */
const keysAtMost = 150
const Report = z.tuple([
  z.string().check(z.maxLength(64)),
  z
    .array(z.tuple([z.string().check(z.maxLength(96)), z.int().check(z.positive(), z.maximum(1_000))]))
    .check(z.maxLength(keysAtMost)),
])

/**
 * One person's limit over all nodes: each tells the others ten times a second what was taken from it, and they take it
 * off theirs. Nobody waits for that, so a person on two nodes may be early by a burst, and pays it back. What is heard
 * can slow somebody down for as long as their burst lasts and nothing else; when nobody can be reached, every node counts
 * for itself.
 */
export function shareRates(local: RateLimiter, wire: NodeWire | undefined): RateLimiter {
  if (!wire) return local
  const node = randomUUID()
  const taken = new Map<string, number>()

  const stopHearing = wire.hear(topic, (text) => {
    const report = parse(text)
    if (!report || report[0] === node) return
    for (const [key, n] of report[1]) local.spend(key, n)
  })
  const telling = setInterval(() => {
    if (taken.size === 0) return
    wire.tell(topic, JSON.stringify([node, [...taken].slice(0, keysAtMost)]))
    taken.clear()
  }, everyMs)
  telling.unref()

  return {
    ...local,
    take(key, rate) {
      const waitMs = local.take(key, rate)
      if (waitMs === 0) taken.set(key, (taken.get(key) ?? 0) + 1)
      return waitMs
    },
    stop() {
      clearInterval(telling)
      stopHearing()
      local.stop()
    },
  }
}

function parse(text: string): z.output<typeof Report> | undefined {
  try {
    return z.safeParse(Report, JSON.parse(text)).data
  } catch {
    return undefined
  }
}
