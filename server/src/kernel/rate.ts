import type { Rate } from '@rostrum/shared/kernel/contract.ts'

/** Counts what a key (a person, a person and a command) does. */
export interface RateLimiter {
  /** 0: go on, it is counted. Otherwise: not now; it would be allowed in so many milliseconds. */
  take(key: string, rate: Rate): number
  stop(): void
}

interface Bucket {
  tokens: number
  at: number
  readonly rate: Rate
}

/** Token buckets, filled as time goes by (`now` in milliseconds). Full ones are forgotten. */
export function createRateLimiter(now: () => number = () => performance.now()): RateLimiter {
  const buckets = new Map<string, Bucket>()

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
  }, 30_000)
  sweep.unref()

  return {
    take(key, rate) {
      const at = now()
      const it = buckets.get(key) ?? { tokens: rate.burst, at, rate }
      buckets.set(key, it)
      fill(it, at)
      if (it.tokens < 1) return Math.ceil(((1 - it.tokens) / rate.perSecond) * 1000)
      it.tokens--
      return 0
    },
    stop: () => clearInterval(sweep),
  }
}
