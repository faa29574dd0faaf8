import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { createWorld } from '#testing/world.ts'
import { connect } from './db.ts'
import { defaultLimits } from './limits.ts'
import { createRetention } from './retention.ts'

const world = await createWorld()

test('J4: what is too old is removed, bite by bite, and nothing else', async () => {
  const name = `old${randomBytes(4).toString('hex')}`
  await world.query(
    `INSERT INTO events (channel, seq, type, body, at)
     SELECT $1, n, 'x:y', '{}', CASE WHEN n <= 6000 THEN now() - interval '31 days' ELSE now() END FROM generate_series(1, 6003) AS n`,
    [name],
  )
  await world.query(
    `INSERT INTO commands (actor, id, hash, output, at) VALUES ($1, gen_random_uuid(), '\\x00', 'null', now() - interval '31 days')`,
    [name],
  )
  const retention = createRetention({
    connect: () => connect(world.postgres),
    now: () => new Date(),
    keepDays: defaultLimits.keepDays,
    log: () => {},
  })
  expect(await retention.run()).toEqual({ events: 6_000, commands: 1 })
  expect(await world.query('SELECT 1 FROM events WHERE channel = $1', [name])).toHaveLength(3)
  await retention.stop()
})
