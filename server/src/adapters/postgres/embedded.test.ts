import { spawn } from 'node:child_process'
import { once } from 'node:events'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, expect, test } from 'vitest'
import pg from 'pg'
import { until } from '#testing/world.ts'
import { connectionOf, startEmbeddedPostgres } from './embedded.ts'
import { postgresFolder } from './place.ts'

const roots: string[] = []
afterAll(() => {
  for (const it of roots) fs.rmSync(it, { recursive: true, force: true })
})
const newRoot = () => {
  const root = fs.mkdtempSync(path.join(os.tmpdir(), 'rostrum-pg-'))
  fs.chmodSync(root, 0o755)
  roots.push(root)
  return root
}

async function ask(root: string, text: string): Promise<unknown> {
  const client = new pg.Client(connectionOf(root))
  await client.connect()
  try {
    return (await client.query(text)).rows[0]
  } finally {
    await client.end()
  }
}

const isAlive = (pid: number) => {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

/** A process that has a PostgreSQL, as the server has. */
async function startOwner(root: string) {
  const script = `import { startEmbeddedPostgres } from ${JSON.stringify(path.join(import.meta.dirname, 'embedded.ts'))}
    const server = await startEmbeddedPostgres(${JSON.stringify(root)})
    console.log(server.pid)
    setInterval(() => {}, 1000)`
  const owner = spawn(process.execPath, ['--input-type=module-typescript', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
    cwd: import.meta.dirname,
  })
  const [said] = (await once(owner.stdout, 'data')) as [Buffer]
  return { owner, pid: Number(said.toString()) }
}

test('A12: an owner killed without warning takes PostgreSQL with it, and the next start finds the data', async () => {
  const root = newRoot()
  const { owner, pid } = await startOwner(root)
  await ask(root, 'CREATE TABLE kept AS SELECT 42 AS answer')
  owner.kill('SIGKILL')
  await until('PostgreSQL is gone', () => !isAlive(pid), 10_000)
  const next = await startEmbeddedPostgres(root)
  expect(await ask(root, 'SELECT answer FROM kept')).toEqual({ answer: 42 })
  await next.stop()
})

test('a PostgreSQL that lost its owner and its guard is ended by the next start', async () => {
  const root = newRoot()
  const { owner, pid } = await startOwner(root)
  const guard = Number(/^PPid:\s*(\d+)/m.exec(fs.readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1])
  process.kill(-guard, 'SIGSTOP') // so that it cannot do its work before it dies
  process.kill(pid, 'SIGCONT')
  process.kill(guard, 'SIGKILL')
  owner.kill('SIGKILL')
  const next = await startEmbeddedPostgres(root)
  expect(next.pid).not.toBe(pid)
  await next.stop()
  process.kill(-guard, 'SIGKILL')
})

test('two do not run on the same data: the second says who is there', async () => {
  const root = newRoot()
  const first = await startEmbeddedPostgres(root)
  await expect(startEmbeddedPostgres(root)).rejects.toThrow(`process ${first.pid}`)
  await first.stop()
})

test('a start does not wait in vain for a process number that now belongs to somebody else', async () => {
  const root = newRoot()
  const first = await startEmbeddedPostgres(root)
  const file = path.join(root, 'data/postmaster.pid')
  const left = fs.readFileSync(file, 'utf8')
  await first.stop()
  fs.writeFileSync(file, left.replace(/^\d+/, String(process.pid))) // as after a power cut
  const second = await startEmbeddedPostgres(root)
  expect(await ask(root, 'SELECT 1 AS one')).toEqual({ one: 1 })
  await second.stop()
})

test('A12: killed with -9 itself, it starts again on what it had acknowledged', async () => {
  const root = newRoot()
  const server = await startEmbeddedPostgres(root)
  await ask(root, 'CREATE TABLE kept AS SELECT 7 AS answer')
  process.kill(server.pid, 'SIGKILL')
  await server.restart()
  expect(await ask(root, 'SELECT answer FROM kept')).toEqual({ answer: 7 })
  await server.stop()
})

test('a first start that was cut off leaves nothing behind that a second one trips over', async () => {
  const root = newRoot()
  fs.mkdirSync(path.join(root, 'data.new/base'), { recursive: true })
  fs.writeFileSync(path.join(root, 'data.new/PG_VERSION'), '18')
  const server = await startEmbeddedPostgres(root)
  expect(await ask(root, 'SELECT 1 AS one')).toEqual({ one: 1 })
  await server.stop()
})

test('data lies in its folder where that can be, and in a place that is found again where it cannot', () => {
  const open = newRoot()
  expect(postgresFolder(path.join(open, '.data'))).toBe(path.join(open, '.data/postgres'))
  const deep = path.join(open, 'a'.repeat(90), '.data')
  expect(postgresFolder(deep)).toMatch(/^\/var\/tmp\/rostrum-data-[0-9a-f]{12}$/)
  expect(postgresFolder(deep)).toBe(postgresFolder(deep))
  roots.push(postgresFolder(deep))
  if (process.getuid?.() !== 0) return
  fs.chmodSync(open, 0o700) // as root's home is: the unprivileged user cannot pass
  expect(postgresFolder(path.join(open, '.data'))).toMatch(/^\/var\/tmp\//)
  roots.push(postgresFolder(path.join(open, '.data')))
})
