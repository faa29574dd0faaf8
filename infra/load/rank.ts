/**
 * Whether two samples could be of one distribution: the two-sided p of the Mann–Whitney U test, by its normal
 * approximation with the correction for ties (Mann and Whitney 1947; Hollander and Wolfe, 4.1). From 20 of each on it is good to
 * two digits. Of samples that are all alike, 1.
 */
export function mannWhitney(one: readonly number[], other: readonly number[]): number {
  const [m, n] = [one.length, other.length]
  const all = [...one, ...other].toSorted((a, b) => a - b)
  const { rankOf, ties } = ranks(all)
  const rankSum = one.reduce((sum, it) => sum + (rankOf.get(it) ?? 0), 0)
  const u = rankSum - (m * (m + 1)) / 2
  const total = m + n
  const variance = ((m * n) / 12) * (total + 1 - ties / (total * (total - 1)))
  if (!(variance > 0)) return 1
  const distance = Math.max(0, Math.abs(u - (m * n) / 2) - 0.5) // of the nearest step
  return Math.min(1, 2 * upperTail(distance / Math.sqrt(variance)))
}

/** The rank of each value, equal ones sharing the middle of theirs; and the sum of t³ − t over the groups of t equal ones. */
function ranks(sorted: readonly number[]) {
  const rankOf = new Map<number, number>()
  let ties = 0
  for (let from = 0; from < sorted.length;) {
    const value = sorted[from] ?? 0
    let to = from
    while (to < sorted.length && sorted[to] === value) to++
    const t = to - from
    rankOf.set(value, from + (t + 1) / 2)
    ties += t ** 3 - t
    from = to
  }
  return { rankOf, ties }
}

/** Of the standard normal distribution, beyond z ≥ 0: Abramowitz and Stegun 26.2.17, wrong by less than 10⁻⁷. */
function upperTail(z: number): number {
  const t = 1 / (1 + 0.2316419 * z)
  const series =
    t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))))
  return (Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)) * series
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const [low, high] = [sorted[Math.ceil(sorted.length / 2) - 1], sorted[Math.floor(sorted.length / 2)]]
  return ((low ?? Number.NaN) + (high ?? Number.NaN)) / 2
}
