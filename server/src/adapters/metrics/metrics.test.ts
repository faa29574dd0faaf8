import fs from 'node:fs'
import path from 'node:path'
import { channelId } from '@rostrum/shared/kernel/channel.ts'
import { expect, test } from 'vitest'
import { createWorld, until } from '#testing/world.ts'
import { noteBackup } from '../../nightly/last.ts'

const world = await createWorld({ metrics: { host: '127.0.0.1', port: 0 } })
const at = (page: string) => `http://127.0.0.1:${world.app.metricsPort}${page}`
const scrape = async () => (await fetch(at('/metrics'))).text()
const read = (name: string) =>
  fs.readFileSync(path.resolve(import.meta.dirname, '../../../../infra/grafana', name), 'utf8')

test('metrics have a port of their own, and the one that people reach does not know them', async () => {
  expect((await world.fetch('/metrics')).headers.get('content-type')).not.toContain('version=')
  expect((await fetch(at('/healthz'))).status).toBe(404)
  expect((await fetch(at('/metrics'), { method: 'POST' })).status).toBe(404)
  expect((await fetch(at('/metrics'))).status).toBe(200)
})

test('what people do is counted by role, feature and outcome, and no label names anybody', async () => {
  const session = await world.session()
  const channel = channelId('session', session)
  const ann = world.join(await world.person('Ann'), [channel])
  const mod = await world.person('Mod', { sessions: { [session]: ['moderator'] } })
  world.join(mod, [channel, channelId('moderators', session)])
  const strange = ann.call as unknown as (type: string, input: unknown) => Promise<unknown>
  // Who joins later is told by a snapshot: only news that somebody waits for has a lag.
  await until('in the room', () => ann.connection.position(channel) >= 0)
  await ann.call('chat:say', { session, text: 'Hello', mentions: [] })
  await ann.call('moderation:stop', { session, on: true })
  await strange(`${ann.person.id}:x`, {})
  await until('told', () => ann.chat.in('session', session).messages.length === 1)
  await until('counted', async () => /fanout_lag_seconds_count [1-9]/.test(await scrape()))

  const text = await scrape()
  for (const line of [
    'rostrum_sockets{role="attendee"} 1',
    'rostrum_sockets{role="moderator"} 1',
    'rostrum_answer_seconds_count{feature="chat",outcome="ok"} 1',
    'rostrum_answer_seconds_count{feature="moderation",outcome="forbidden"} 1',
    'rostrum_answer_seconds_count{feature="unknown",outcome="invalid"} 1',
    'rostrum_commands_committed_total 1',
    'rostrum_queue_depth 0',
    'rostrum_part_up{part="database"} 1',
  ])
    expect(text).toContain(line)
  expect(text).toMatch(/rostrum_channels_active [1-9]/)
  expect(text).not.toContain('part="media"') // there is none here
  for (const secret of [ann.person.id, session, world.forum, 'canary', 'Hello'])
    expect(text).not.toContain(secret)
})

test('M6: of which moment the last good backup is, once there is one', async () => {
  const told = async () => /^rostrum_backup_last_success_timestamp_seconds (.+)$/m.exec(await scrape())?.[1]
  expect(await told()).toBeUndefined()
  for (const at of ['2030-07-01T03:00:00Z', '2030-07-02T03:00:00Z']) {
    await noteBackup(world.postgres, new Date(at))
    expect(Number(await told())).toBe(Date.parse(at) / 1000)
  }
  await world.query('ALTER TABLE last_backup RENAME TO lost')
  expect(await told()).toBeUndefined()
  expect(await scrape()).toContain('rostrum_queue_depth') // everything else is told all the same
  await world.query('ALTER TABLE lost RENAME TO last_backup')
})

test('every metric that the dashboard and the alerts speak of is there', async () => {
  const text = await scrape()
  const told = new Set([...text.matchAll(/^# TYPE (\S+)/gm)].map(([, name]) => name))
  interface Dashboard {
    readonly panels: readonly { readonly targets?: readonly { readonly expr: string }[] }[]
  }
  const shown = (JSON.parse(read('dashboard.json')) as Dashboard).panels
    .flatMap((it) => it.targets ?? [])
    .map((it) => it.expr)
  const watched = [...read('alerts.yaml').matchAll(/^\s+expr: (.+)$/gm)].map(([, expr]) => String(expr))
  expect(watched.length).toBeGreaterThan(5)
  const named = (expr: string) => expr.match(/\b(?:rostrum|nodejs|process)_\w+/g) ?? []
  for (const expr of [...shown, ...watched]) {
    expect(named(expr), expr).not.toEqual([])
    for (const name of named(expr))
      expect(told, expr).toContain(told.has(name) ? name : name.replace(/_(?:bucket|count|sum)$/, ''))
  }
  // And nothing of ours is counted that nobody looks at.
  const looked = new Set(
    [...shown, ...watched].flatMap(named).map((it) => it.replace(/_(?:bucket|count|sum)$/, '')),
  )
  for (const name of told) if (name?.startsWith('rostrum_')) expect(looked, name).toContain(name)
})
