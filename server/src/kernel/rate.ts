import type { Rate } from '@rostrum/shared/kernel/contract.ts'

/** Counts what a key (a person, a person and a command) does. */
export interface RateLimiter {
  /** 0: go on, it is counted. Otherwise: not now; it would be allowed in so many milliseconds. */
  take(key: string, rate: Rate): number
  /** So much was taken elsewhere: it is missing here, at most by a burst. */
  spend(key: string, n: number): void
  stop(): void
}

interface Bucket {
  tokens: number
  at: number
  readonly rate: Rate
}

/** Keys of which only others have told: they have no bucket yet, as their rate is not known here. */
const foreignAtMost = 10_000

/** Token buckets, filled as time goes by (`now` in milliseconds). Full ones are forgotten. */
export function createRateLimiter(now: () => number = () => performance.now()): RateLimiter {
  const buckets = new Map<string, Bucket>()
  const foreign = new Map<string, { n: number; at: number }>()

  const fill = (it: Bucket, at: number) => {
    it.tokens = Math.min(it.rate.burst, it.tokens + ((at - it.at) / 1000) * it.rate.perSecond)
    it.at = at
  }
  const sweep = setInterval(() => {
    const at = now()
    for (const [key, it] of buckets) {
      fill(it, at)
      if (it.tokens >= it.rate.burst) buckets.delete(key)
    }
    for (const [key, { at: since }] of foreign) if (at - since > 30_000) foreign.delete(key)
  }, 30_000)
  sweep.unref()

  function newBucket(key: string, rate: Rate, at: number): Bucket {
    const spent = foreign.get(key)
    foreign.delete(key)
    const missing = spent ? Math.max(0, spent.n - ((at - spent.at) / 1000) * rate.perSecond) : 0
    return { tokens: Math.max(-rate.burst, rate.burst - missing), at, rate }
  }

  return {
    take(key, rate) {
      const at = now()
      const it = buckets.get(key) ?? newBucket(key, rate, at)
      buckets.set(key, it)
      fill(it, at)
      if (it.tokens < 1) return Math.ceil(((1 - it.tokens) / rate.perSecond) * 1000)
      it.tokens--
      return 0
    },
    spend(key, n) {
      const at = now()
      const it = buckets.get(key)
      if (it) {
        fill(it, at)
        it.tokens = Math.max(-it.rate.burst, it.tokens - n)
      } else if (foreign.size < foreignAtMost || foreign.has(key))
        foreign.set(key, { n: Math.min(1_000, (foreign.get(key)?.n ?? 0) + n), at })
    },
    stop: () => clearInterval(sweep),
  }
}
