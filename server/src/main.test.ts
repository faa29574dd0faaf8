import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { until } from '#testing/world.ts'

const data = fs.mkdtempSync(path.join(os.tmpdir(), 'rostrum-main-'))
fs.chmodSync(data, 0o755)
afterAll(() => fs.rmSync(data, { recursive: true, force: true }))

const elsewhere = { LIVEKIT_URL: 'ws://127.0.0.1:9', LIVEKIT_KEY: 'none', LIVEKIT_SECRET: 'x'.repeat(32) }

async function start(env: NodeJS.ProcessEnv = {}) {
  const child = spawn(process.execPath, [path.join(import.meta.dirname, 'main.ts')], {
    env: {
      PATH: process.env['PATH'],
      PORT: '0',
      ROSTRUM_DATA: data,
      ROSTRUM_LIFELINE: 'stdin',
      ...elsewhere,
      ...env,
    },
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  let said = ''
  for (const it of [child.stdout, child.stderr]) it.on('data', (chunk: Buffer) => (said += chunk.toString()))
  await until('ready, or ended', () => said.includes('is ready:') || child.exitCode !== null, 30_000)
  return { child, said: () => said, address: /is ready: (\S+)/.exec(said)?.[1] ?? '' }
}

const isRunning = ({ exitCode, signalCode }: ChildProcess) => exitCode === null && signalCode === null
/** PostgreSQLs that have this test's folder in their command line. */
const children = () =>
  fs
    .readdirSync('/proc')
    .filter((it) => /^\d+$/.test(it))
    .filter((pid) => {
      try {
        return fs.readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(data)
      } catch {
        return false
      }
    })

test('it does not start on settings that cannot be, and names them', async () => {
  const { child, said } = await start({ PORT: 'here', REDIS_URL: 'http://x' })
  expect(child.exitCode).toBe(1)
  expect(said()).toMatch(/^Configuration:\nPORT: .*\nREDIS_URL: .*\n$/)
})

test('a database that is not there is named in one line', async () => {
  const { child, said } = await start({ DATABASE_URL: 'postgres://rostrum@127.0.0.1:9/rostrum' })
  expect(child.exitCode).toBe(1)
  expect(said()).toMatch(/DATABASE_URL: .*ECONNREFUSED/)
  expect(said()).not.toContain(' at ')
})

test('it prints a link for each kind of person, each on a host name of its own', async () => {
  const { child, said, address } = await start()
  await until('links', () => said().includes('organiser.localhost'))
  for (const it of ['attendee', 'panellist', 'moderator', 'organiser'])
    expect(said()).toMatch(new RegExp(`http://${it}\\.localhost:\\d+/sign-in/link#\\S{20,}`))
  expect(await (await fetch(`${address}/healthz`)).json()).toMatchObject({ status: 'ok', database: 'ok' })
  child.kill('SIGTERM')
  await until('ended', () => !isRunning(child), 10_000)
  expect(child.exitCode).toBe(0)
  expect(children()).toEqual([])
})

test('killed without warning it leaves nothing behind, and starts again', async () => {
  const first = await start()
  first.child.kill('SIGKILL')
  await once(first.child, 'exit')
  await until('nothing is left', () => children().length === 0, 10_000)
  const second = await start()
  expect((await fetch(`${second.address}/healthz`)).status).toBe(200)
  second.child.stdin.end() // as when `npm start` dies
  await until('ended', () => !isRunning(second.child), 10_000)
  expect(children()).toEqual([])
})
