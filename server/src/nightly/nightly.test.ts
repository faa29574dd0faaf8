import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import pg from 'pg'
import { channelId } from '@rostrum/shared/kernel/channel.ts'
import { afterAll, expect, test } from 'vitest'
import { restore } from '#adapters/postgres/backup.ts'
import { createWorld } from '#testing/world.ts'
import { migrations } from '../compose/migrations.ts'
import { backUpAndCheck, clock, everyNight, lastNight, newestBackup } from './nightly.ts'

const world = await createWorld()
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'rostrum-nightly-'))
afterAll(() => fs.rmSync(folder, { recursive: true }))

const options = { postgres: world.postgres, folder, migrations, keep: 2 }
const night = (day: number) => new Date(Date.UTC(2030, 6, day, 3))
const scratches = () =>
  world.query(`SELECT 1 FROM pg_database WHERE datname = $1`, [`rostrum_check_of_${world.postgres.database}`])

const noted = () => world.query('SELECT at FROM last_backup')

const session = await world.session()
const room = channelId('session', session)
const ann = world.join(await world.person('Ann'), [room])
const mod = world.join(await world.person('Mod', { sessions: { [session]: ['moderator'] } }), [])
const asked = await ann.call('questions:ask', { session, text: 'Why?', anonymous: false })
if (!asked.ok) throw new Error('not asked')
const question = asked.output.id
await mod.call('questions:approve', { session, question, base: 1 })
await mod.call('moderation:stop', { session, on: true })
// Nobody is connected: nothing is noted down while a test looks.
ann.close()
mod.close()
// What is old has been removed: a story may begin late.
await world.query('DELETE FROM events WHERE channel = $1 AND seq = 1', [room])

test.each([
  ['2030-07-02T03:00:00Z', '03:00', '2030-07-02T03:00:00Z'],
  ['2030-07-02T02:59:59Z', '03:00', '2030-07-01T03:00:00Z'],
  ['2030-07-02T23:59:59Z', '00:00', '2030-07-02T00:00:00Z'],
  ['2030-01-01T00:00:00Z', '23:59', '2029-12-31T23:59:00Z'],
])('at %s it was last %s at %s', (now, at, last) => {
  expect(new Date(lastNight(new Date(now), at))).toEqual(new Date(last))
})

test('M6: a backup counts when it has been restored and found sound; the newest stay and nothing else', async () => {
  fs.writeFileSync(path.join(folder, 'killed.unchecked.part'), '')
  for (const day of [1, 2, 3]) expect(await backUpAndCheck(options, night(day))).toBeGreaterThan(10)
  expect(fs.readdirSync(folder).toSorted()).toEqual([
    '2030-07-02T030000.rostrum',
    '2030-07-03T030000.rostrum',
  ])
  expect(newestBackup(folder)).toBeGreaterThan(0)
  expect(await noted()).toEqual([{ at: night(3) }])
  expect(await scratches()).toEqual([])
})

test.each([
  [
    '2 channels with a hole in their story', // one in its midst, one at its end
    `DELETE FROM events WHERE (channel, seq) IN (('${room}', 3), ('${channelId('moderators', session)}', 2))`,
  ],
  ['1 questions with a wrong total', 'UPDATE questions SET votes = 7'],
  ['the audit log of forum1 at entry 3', `UPDATE audit_heads SET seq = seq + 1`],
])('M6: %s: then it is no backup, and the good ones stay', async (what, harm) => {
  const harmed = { ...world.postgres, database: `harmed_${process.pid}` }
  await world.query(`DROP DATABASE IF EXISTS ${harmed.database}`)
  await world.query(`CREATE DATABASE ${harmed.database} TEMPLATE template0`)
  await restore(harmed, path.join(folder, '2030-07-03T030000.rostrum'), migrations)
  const client = new pg.Client(harmed)
  await client.connect()
  expect((await client.query(harm)).rowCount).toBeGreaterThan(0)
  await client.end()
  await expect(backUpAndCheck({ ...options, postgres: harmed }, night(4))).rejects.toThrow(what)
  expect(fs.readdirSync(folder).toSorted()).toEqual([
    '2030-07-02T030000.rostrum',
    '2030-07-03T030000.rostrum',
  ])
})

test('M6: a role that may not make a database, or not say that there is a backup, is told so', async () => {
  const user = `keeper_${process.pid}`
  await world.query(`CREATE ROLE ${user} LOGIN; GRANT pg_read_all_data TO ${user}`)
  const postgres = { ...world.postgres, user }
  await expect(backUpAndCheck({ ...options, postgres }, night(5))).rejects.toThrow('CREATEDB')
  expect(fs.readdirSync(folder)).toHaveLength(2)
  await world.query(`ALTER ROLE ${user} CREATEDB`)
  await expect(backUpAndCheck({ ...options, postgres }, night(5))).rejects.toThrow('the backup is good, but')
  expect(fs.readdirSync(folder)).toContain('2030-07-05T030000.rostrum')
  expect(await noted()).toEqual([{ at: night(3) }])
})

test('M6: a backup every night at its hour; one that fails says why, and the next night has its own', async () => {
  const own = path.join(folder, 'every-night')
  const made = () => fs.readdirSync(own).map((it) => it.slice(5, 17))
  const failed: string[] = []
  const nights = (moments: AsyncIterable<Date>) =>
    everyNight({
      ...options,
      folder: own,
      at: '03:00',
      clock: moments,
      onMade: (rows) => expect(rows).toBeGreaterThan(10),
      log: (message, error) => void failed.push(`${message}: ${String(error)}`),
    })

  async function* story() {
    yield new Date('2030-07-01T12:00:00Z')
    expect(made()).toEqual(['07-01T120000']) // there was none: made up for at once
    yield new Date('2030-07-02T02:59:59Z')
    await world.query('UPDATE questions SET votes = votes + 7')
    expect(failed).toEqual([])
    yield new Date('2030-07-02T03:00:00Z')
    expect(failed).toEqual([expect.stringMatching(/this night went wrong: .*1 questions with a wrong total/)])
    expect(await noted()).toEqual([{ at: new Date('2030-07-01T12:00:00Z') }])
    await world.query('UPDATE questions SET votes = votes - 7')
    yield new Date('2030-07-03T02:59:59Z')
    expect(made()).toHaveLength(1)
    yield new Date('2030-07-03T03:00:20Z')
    expect(made()).toEqual(['07-01T120000', '07-03T030020'])
    expect(await noted()).toEqual([{ at: new Date('2030-07-03T03:00:20Z') }])
    yield new Date('2030-07-03T03:00:50Z')
  }
  await nights(story())

  // Started again in the same night it knows that this has its backup.
  const newest = new Date('2030-07-03T03:00:21Z')
  fs.utimesSync(path.join(own, '2030-07-03T030020.rostrum'), newest, newest)
  async function* restarted() {
    yield new Date('2030-07-03T04:00:00Z')
  }
  await nights(restarted())
  expect(made()).toEqual(['07-01T120000', '07-03T030020'])
  expect(failed).toHaveLength(1)
})

test('M6: the clock of the nights runs until it is told to stop, and then at once', async () => {
  const stop = new AbortController()
  const moments = clock(stop.signal)
  expect((await moments.next()).done).toBe(false)
  const next = moments.next()
  stop.abort()
  expect((await next).done).toBe(true)
})
