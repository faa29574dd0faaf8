import { expect, test } from 'vitest'
import { mannWhitney, median } from './rank.ts'

/* The permeability of membranes, Hollander and Wolfe 1973, table 4.1: U = 35 of 50, without ties. */
const term = [0.8, 0.83, 1.89, 1.04, 1.45, 1.38, 1.91, 1.64, 0.73, 1.46]
const early = [1.15, 0.88, 0.9, 0.74, 1.21]

/** The same numbers each time, between 0 and 1. */
function numbersFrom(seed: number) {
  let state = seed
  return () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647
}

test('what is known of a published sample is found, whichever of the two comes first', () => {
  expect(mannWhitney(term, early)).toBeCloseTo(0.2446, 4) // by the normal approximation; exactly it is 0.2544
  expect(mannWhitney(early, term)).toBe(mannWhitney(term, early))
})

test('ties are taken into account, and samples that are all alike differ in nothing', () => {
  expect(mannWhitney([7, 7, 7], [7, 7])).toBe(1)
  // Ranks 2, 2, 5 and 2, 5, 5, 7: U = 3 beside 6 ± √(12 / 12 · (8 − 48 / 42)).
  expect(mannWhitney([1, 1, 2], [1, 2, 2, 3])).toBeCloseTo(0.3398, 3)
})

test('of samples of one distribution one in a hundred looks different at p < 0.01, and a shift is seen', () => {
  const next = numbersFrom(1)
  const sample = (shift = 0) => Array.from({ length: 200 }, () => next() + shift)
  const odd = Array.from({ length: 1_000 }, () => mannWhitney(sample(), sample())).filter((p) => p < 0.01)
  expect(odd.length).toBeGreaterThan(2)
  expect(odd.length).toBeLessThan(25)
  expect(mannWhitney(sample(), sample(0.15))).toBeLessThan(0.001)
})

test('the median is the middle one, or the middle of the two', () => {
  expect([median([3, 1, 2]), median([4, 1, 2, 3])]).toEqual([2, 2.5])
})
