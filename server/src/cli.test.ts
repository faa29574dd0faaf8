import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { expect, inject, onTestFinished, test } from 'vitest'
import { createWorld } from '#testing/world.ts'

const world = await createWorld()
const { host, user } = inject('postgres')
const url = `postgres:///${String(world.postgres.database)}?host=${encodeURIComponent(host)}&user=${user}`

const env = { PATH: process.env['PATH'], DATABASE_URL: url, BASE_URL: 'https://forum.example.org' }
const cli = path.join(import.meta.dirname, 'cli.ts')

async function rostrum(...args: readonly string[]): Promise<{ code: number; out: string; said: string }> {
  try {
    const { stdout, stderr } = await promisify(execFile)(process.execPath, [cli, ...args], { env })
    return { code: 0, out: stdout, said: stderr }
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string }
    return { code, out: stdout, said: stderr }
  }
}

test('without a command it says what there is; a wrong one changes nothing', async () => {
  const { code, said } = await rostrum()
  expect(code).toBe(1)
  expect(said).toContain('make-organiser <email>')
  expect((await rostrum('make-organiser', 'ada@example.org', 'no-such-forum')).said).toContain('forum')
  expect(await world.query(`SELECT 1 FROM memberships WHERE role = 'organiser'`)).toEqual([])
})

test('the operator makes an organiser, who then signs in by a link that leads to the configured address', async () => {
  expect((await rostrum('make-organiser', 'ada@example.org')).code).toBe(0)
  const rows = await world.query(
    `SELECT p.email FROM memberships m JOIN people p ON p.id = m.person WHERE m.role = 'organiser'`,
  )
  expect(rows).toEqual([{ email: 'ada@example.org' }])
  const { out } = await rostrum('sign-in-link', 'ada@example.org')
  expect(out).toMatch(/^https:\/\/forum\.example\.org\/sign-in\/link#\S{20,}\n$/)
})

test('M6: night after night: it tells of the backup it made, and ends when it is told to', async () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'rostrum-cli-'))
  onTestFinished(() => fs.rmSync(folder, { recursive: true }))
  const nightly = spawn(process.execPath, [cli, 'nightly', folder], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  onTestFinished(() => void nightly.kill('SIGKILL'))
  const [line] = await once(nightly.stdout.setEncoding('utf8'), 'data')
  expect(JSON.parse(String(line))).toMatchObject({ msg: 'backup made and checked' })
  const ended = once(nightly, 'exit')
  nightly.kill('SIGTERM')
  expect(await ended).toEqual([0, null])
})

test('M6: one backup at once ends with 0 when it is good, and with 1 when it is not', async () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'rostrum-cli-'))
  onTestFinished(() => fs.rmSync(folder, { recursive: true }))
  expect(await rostrum('nightly', folder, '--now')).toMatchObject({ code: 0, said: '' })
  expect(fs.readdirSync(folder)).toHaveLength(1)
  await world.query(`INSERT INTO audit_heads VALUES ($1, 3, '\\x00')`, [world.forum])
  expect((await rostrum('nightly', folder, '--now')).code).toBe(1)
  expect((await rostrum('nightly', folder, '--at=3')).said).toContain('nightly <folder>')
  expect(fs.readdirSync(folder)).toHaveLength(1)
})
