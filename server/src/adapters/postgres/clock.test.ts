import { expect, inject, test } from 'vitest'
import { until } from '#testing/world.ts'
import { followClock } from './clock.ts'

const dayMs = 86_400_000
const { host, user } = inject('postgres')
const connection = { host, user, database: 'postgres' }

test('D13: a server goes by the database’s clock, and goes on doing so when its own is set', async () => {
  let wrongMs = dayMs
  const clock = await followClock(connection, { own: () => Date.now() + wrongMs, everyMs: 20 })
  const isRight = () => Math.abs(clock.now().getTime() - Date.now()) < dayMs / 1_000
  expect(isRight()).toBe(true)
  wrongMs = -dayMs
  expect(isRight()).toBe(false)
  await until('it has looked again', isRight)
  await clock.stop()
})

test('where the database cannot be asked, one’s own clock goes on', async () => {
  const clock = await followClock({ ...connection, host: '/nowhere' })
  expect(Math.abs(clock.now().getTime() - Date.now())).toBeLessThan(dayMs / 1_000)
  await clock.stop()
})
