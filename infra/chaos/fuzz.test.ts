import { expect, test } from 'vitest'
import { fuzz } from './fuzz.ts'

/* The short form of `npm run chaos -- fuzz`: G5, G6, G7, G8 and G13 of the failure cases. */

test(
  'G5 G6 G7 G8 G13: some thousand hostile frames: the server lives, is not held up, and nobody has become more than they were',
  { timeout: 240_000 },
  async () => {
    const { frames, answered, done, closed, dead, intrusions, loopDelayMaxMs } = await fuzz({
      frames: 4_000,
      seed: 1,
    })
    expect(frames).toBeGreaterThanOrEqual(4_000)
    // Deep enough: some was understood, some even done, some was no reason to go on talking.
    expect(Math.min(answered, done, closed)).toBeGreaterThan(10)
    expect({ dead, intrusions }).toEqual({ dead: 0, intrusions: 0 })
    expect(loopDelayMaxMs).toBeLessThan(5_000) // more than that is broken, not slow
  },
)
