import { expect, test } from 'vitest'
import { faultless } from './faultless.ts'
import { databaseNetworkLoop, networkLoop } from './network.ts'

/* The short forms of `npm run chaos -- network` and `network-postgres`. Only how much was done is left to chance. */

const limitMs = 240_000

test(
  'B1 B2 B4 B8: answers lost, lines cut in the midst of a message, half open, late, or behind a portal: nothing lost, nothing doubled, one story',
  { timeout: limitMs },
  async () => {
    const { commands, connections, cut, ...rest } = await networkLoop({ cycles: 5, people: 6, seed: 1 })
    expect(rest).toEqual({ ...faultless, blows: 5, repeated: rest.repeated })
    expect(commands).toBeGreaterThan(20)
    expect(connections).toBeGreaterThan(6) // more than one each: they were lost and came back
    expect(cut).toBeGreaterThan(0)
  },
)

test(
  'A1 A9: the line to PostgreSQL is cut before a commit, after it and before its answer, and falls silent: each command has its one effect',
  { timeout: limitMs },
  async () => {
    const { commands, cut, ...rest } = await databaseNetworkLoop({ cycles: 4, people: 6, seed: 1 })
    const { repeated, connections } = rest
    expect(rest).toEqual({ ...faultless, blows: 4, repeated, connections })
    expect(commands).toBeGreaterThan(20)
    expect(cut).toBeGreaterThan(2)
  },
)
