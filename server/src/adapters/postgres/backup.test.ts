import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import zlib from 'node:zlib'
import pg from 'pg'
import { channelId } from '@rostrum/shared/kernel/channel.ts'
import { afterAll, expect, test } from 'vitest'
import { createWorld, until } from '#testing/world.ts'
import { createApp } from '../../app.ts'
import { migrations } from '../../compose/migrations.ts'
import { ArchiveError } from './archive.ts'
import { backUp, restore } from './backup.ts'

// Presence is noted down once in four ticks: seldom enough for a backup to fit between, on a busy machine too.
const world = await createWorld({ limits: { tickMs: 750 } })
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'rostrum-backup-'))
afterAll(() => fs.rmSync(folder, { recursive: true }))
const file = path.join(folder, 'forum.rostrum')

let made = 0
async function emptyDatabase(): Promise<pg.ClientConfig> {
  const database = `restored_${process.pid}_${++made}`
  await world.query(`CREATE DATABASE ${database} TEMPLATE template0`)
  return { ...world.postgres, database }
}

/** Every table with all its rows as PostgreSQL writes them; of channels, not the epoch: it must differ. */
async function contentsOf(postgres: pg.ClientConfig): Promise<ReadonlyMap<string, string[]>> {
  const client = new pg.Client(postgres)
  await client.connect()
  const { rows: tables } = await client.query<{ name: string }>(
    `SELECT relname AS name FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace ORDER BY 1`,
  )
  const contents = new Map<string, string[]>()
  for (const { name } of tables) {
    const what = name === 'channels' ? 'ROW(it.id, it.seq)' : 'it'
    const { rows } = await client.query<{ row: string }>(
      `SELECT (${what})::text AS row FROM ${name} AS it ORDER BY 1`,
    )
    contents.set(
      name,
      rows.map((it) => it.row),
    )
  }
  await client.end()
  return contents
}

/** Somebody asked, voted, wrote, was muted: rows in most tables, and words that try to break a file of lines. */
async function useIt() {
  const session = await world.session()
  const ann = world.join(await world.person('Ann'), [channelId('session', session)])
  const mod = world.join(await world.person('Mod', { sessions: { [session]: ['moderator'] } }), [
    channelId('moderators', session),
  ])
  const text = 'Zürich 🗼 "why"?\\ {a,NULL}'
  const asked = await ann.call('questions:ask', { session, text, anonymous: false })
  if (!asked.ok) throw new Error('not asked')
  expect((await mod.call('questions:approve', { session, question: asked.output.id, base: 1 })).ok).toBe(true)
  await world.noticed([ann.person], channelId('session', session)) // who is in comes back while it is stopped
  expect((await mod.call('moderation:stop', { session, on: true })).ok).toBe(true)
  await until('approved', () => ann.questions.in('session', session).questions.length === 1)
  return { session, ann, mod, text }
}

test('A10 M6: a used database comes back row for row, and a browser that was ahead of it starts anew', async () => {
  const { session, ann, mod, text } = await useIt()
  // Presence is still being noted down: the moment of the backup must be one at which nothing changed.
  let count = 0
  let before = await contentsOf(world.postgres)
  await until(
    'a quiet moment',
    async () => {
      fs.rmSync(file, { force: true })
      before = await contentsOf(world.postgres)
      count = await backUp(world.postgres, file)
      return isDeepStrictEqual(await contentsOf(world.postgres), before)
    },
    20_000,
  )
  const filled = [...before].filter(([, rows]) => rows.length > 0).map(([name]) => name)
  expect(filled).toEqual(expect.arrayContaining(['people', 'questions', 'events', 'commands', 'audit_log']))

  expect(count).toBe([...before.values()].reduce((sum, rows) => sum + rows.length, 0))
  expect(fs.statSync(file).mode & 0o077).toBe(0)

  const elsewhere = await emptyDatabase()
  expect(await restore(elsewhere, file, migrations)).toBe(count)
  expect(await contentsOf(elsewhere)).toEqual(before)

  const restored = await createApp({ postgres: elsewhere, now: world.now })
  world.onStop(() => restored.stop())
  const channel = channelId('session', session)
  const [old] = await world.query<{ epoch: string; seq: number }>(
    'SELECT epoch, seq FROM channels WHERE id = $1',
    [channel],
  )
  const back = world.join(ann.person, [], restored)
  const frames: { e: string; snapshot?: unknown }[] = []
  back.connection.socket.on('f', (frame) => void frames.push(frame as never))
  await until('connected', () => back.connection.socket.connected)
  await back.connection.socket.emitWithAck('sub', {
    ch: channel,
    e: String(old?.epoch),
    after: Number(old?.seq),
  })
  await until('a frame', () => frames.length > 0)
  expect(frames[0]?.e).not.toBe(old?.epoch)
  expect(JSON.stringify(frames[0]?.snapshot)).toContain(JSON.stringify(text).slice(1, -1))
  // The audit log's triggers are back, and its chain goes on where it was.
  const chair = world.join(mod.person, [], restored)
  expect((await chair.call('moderation:stop', { session, on: false })).ok).toBe(true)
  const entries = (contents: ReadonlyMap<string, string[]>) => contents.get('audit_log')?.length ?? 0
  expect(entries(await contentsOf(elsewhere))).toBe(entries(before) + 1)
})

test('what is not empty is not written over, and what is not whole leaves nothing behind', async () => {
  await expect(restore(world.postgres, file, migrations)).rejects.toThrow('not empty')
  await expect(backUp(world.postgres, file)).rejects.toThrow('there already')

  const elsewhere = await emptyDatabase()
  const whole = fs.readFileSync(file)
  const cut = path.join(folder, 'cut')
  fs.writeFileSync(cut, whole.subarray(0, whole.length - 100))
  await expect(restore(elsewhere, cut, migrations)).rejects.toThrow(ArchiveError)
  const lines = zlib.gunzipSync(whole).toString().split('\n')
  fs.writeFileSync(cut, zlib.gzipSync(lines.slice(0, -2).join('\n')))
  await expect(restore(elsewhere, cut, migrations)).rejects.toThrow('not whole')
  await expect(restore(elsewhere, `${cut}-off`, migrations)).rejects.toThrow(ArchiveError)
  fs.writeFileSync(cut, 'no backup')
  await expect(restore(elsewhere, cut, migrations)).rejects.toThrow(ArchiveError)

  const newer = lines[0]?.replace('kernel.0001', 'kernel.9999') ?? ''
  fs.writeFileSync(cut, zlib.gzipSync([newer, ...lines.slice(1)].join('\n')))
  await expect(restore(elsewhere, cut, migrations)).rejects.toThrow('kernel.9999')
  // After all that it is still empty, and takes the whole one.
  expect(await restore(elsewhere, file, migrations)).toBeGreaterThan(0)
})
