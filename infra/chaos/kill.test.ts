import { expect, test } from 'vitest'
import { faultless } from './faultless.ts'
import { killLoop } from './kill.ts'
import { nodesLoop } from './nodes.ts'
import { whyNoRedis } from '@rostrum/server/testing/redis.ts'

/* The short form of `npm run chaos`: A1, A2, A3, A5, A6, A9 and A17 of the failure cases. Only how much was done is left to chance. */

const limitMs = 240_000

test(
  'A1 A2 A3 A4 D12: twenty times `kill -9` under writers and readers: nothing lost, nothing doubled, no gap, one story',
  { timeout: limitMs },
  async () => {
    const { commands, repeated, atFailpoints, ...wrong } = await killLoop({
      target: 'server',
      cycles: 20,
      people: 8,
      seed: 1,
    })
    expect(wrong).toEqual({ ...faultless, blows: 20 })
    expect(commands).toBeGreaterThan(100)
    expect(atFailpoints).toBeGreaterThan(0) // else nobody was killed where it would hurt most
    // Killed after the commit and before the answer, somebody asked again and was told what had been done.
    expect(repeated).toBeGreaterThan(0)
  },
)

test('A9 A12: the same when PostgreSQL is killed too', { timeout: limitMs }, async () => {
  const {
    commands,
    repeated: _repeated,
    atFailpoints: _,
    ...wrong
  } = await killLoop({ target: 'postgres', cycles: 4, people: 6, seed: 1 })
  expect(wrong).toEqual({ ...faultless, blows: 4 })
  expect(commands).toBeGreaterThan(20)
})

test.skipIf(whyNoRedis() !== undefined)(
  'A5 A6 A17: the same on two servers and a Redis, killed, ended, frozen and woken in turn',
  { timeout: limitMs },
  async () => {
    const {
      commands,
      repeated: _,
      slowestDrainMs: __,
      ...wrong
    } = await nodesLoop({ cycles: 5, people: 6, seed: 1 })
    expect(wrong).toEqual({ ...faultless, blows: 5, overdue: 0 })
    expect(commands).toBeGreaterThan(20)
  },
)
