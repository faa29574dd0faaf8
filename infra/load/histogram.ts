/**
 * Latencies in milliseconds, in buckets that grow by 5 %: any number of samples in a fixed space, percentiles within 5 %.
 */
export interface Histogram {
  readonly counts: number[]
  n: number
  max: number
}

const growth = Math.log(1.05)
const floorMs = 0.05

export const createHistogram = (): Histogram => ({ counts: [], n: 0, max: 0 })

export function record(it: Histogram, ms: number): void {
  const bucket = Math.max(0, Math.ceil(Math.log(Math.max(ms, floorMs) / floorMs) / growth))
  it.counts[bucket] = (it.counts[bucket] ?? 0) + 1
  it.n++
  it.max = Math.max(it.max, ms)
}

export function merge(all: readonly Histogram[]): Histogram {
  const sum = createHistogram()
  for (const { counts, n, max } of all) {
    counts.forEach((count, bucket) => (sum.counts[bucket] = (sum.counts[bucket] ?? 0) + (count ?? 0)))
    sum.n += n
    sum.max = Math.max(sum.max, max)
  }
  return sum
}

/** The value that `share` (0 to 1) of the samples do not exceed; NaN when there are none. */
export function percentile(it: Histogram, share: number): number {
  let left = Math.ceil(it.n * share)
  if (it.n === 0) return Number.NaN
  for (const [bucket, count] of it.counts.entries()) {
    left -= count ?? 0
    if (left <= 0) return Math.min(it.max, floorMs * Math.exp(bucket * growth))
  }
  return it.max
}

/** p50, p95, p99 and the maximum, in milliseconds, rounded for reading. */
export const summary = (it: Histogram) => ({
  n: it.n,
  p50: round(percentile(it, 0.5)),
  p95: round(percentile(it, 0.95)),
  p99: round(percentile(it, 0.99)),
  max: round(it.max),
})

const round = (ms: number) => Math.round(ms * 10) / 10
