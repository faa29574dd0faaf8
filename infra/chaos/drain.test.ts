import { expect, test } from 'vitest'
import { drainLoop } from './drain.ts'
import { faultless } from './faultless.ts'

/* The short form of `npm run chaos -- drain`. */

test(
  'A5: the real program, ended by SIGTERM under writers and readers, goes of itself, in time, and with a goodbye to everybody; nothing acknowledged is lost',
  { timeout: 240_000 },
  async () => {
    const verdict = await drainLoop({ cycles: 1, people: 6, seed: 1 })
    const { commands, repeated, goodbyes, slowestDrainMs, ...wrong } = verdict
    expect(wrong).toEqual({ ...faultless, blows: 1, overdue: 0, wordless: 0 })
    expect(slowestDrainMs).toBeLessThan(10_000) // the promise, and a hundred times what it takes
    expect(goodbyes).toBeGreaterThan(0)
    expect(commands).toBeGreaterThan(repeated)
  },
)
