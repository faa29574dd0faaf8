import { expect, test } from 'vitest'
import { fuzz } from './fuzz.ts'

/* The short form of `npm run chaos -- fuzz`: C6, C9, C11, G5, G6, G7, G8, G9, G11 and G13 of the failure cases. */

test(
  'C6 C9 C11 G5 G6 G7 G8 G9 G11 G13: some thousand hostile frames and requests, and connections that never finish: the server lives, nothing breaks, nobody has become more',
  { timeout: 240_000 },
  async () => {
    const short = { headersMs: 1_000, requestMs: 2_000, authenticateMs: 3_000 }
    const verdict = await fuzz({ frames: 3_000, seed: 1, attackers: 12, limits: short })
    const { frames, requests, answered, done, closed } = verdict
    const { dead, broken, breaking, intrusions, heldOpen, loopHeldMaxMs } = verdict
    expect(frames).toBeGreaterThanOrEqual(3_000)
    // Deep enough: some was understood, some even done, some was no reason to go on talking.
    expect(Math.min(requests, answered, done, closed)).toBeGreaterThan(10)
    expect({ dead, broken, breaking, intrusions, heldOpen }).toEqual({
      dead: 0,
      broken: 0,
      breaking: [],
      intrusions: 0,
      heldOpen: [],
    })
    expect(loopHeldMaxMs).toBeLessThan(2_000) // processor time: more than that is broken, not slow
  },
)
