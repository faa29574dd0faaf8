import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import type { SessionId } from '@rostrum/shared/kernel/fields.ts'
import { uuid7 } from '@rostrum/shared/kernel/ids.ts'
import type { Id } from '@rostrum/shared/kernel/ids.ts'
import type { Ack } from '@rostrum/shared/kernel/wire.ts'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startEmbeddedPostgres } from '#adapters/postgres/embedded.ts'
import type { EmbeddedPostgres } from '#adapters/postgres/embedded.ts'
import { migrate } from '#adapters/postgres/migrations.ts'
import { connect } from '#kernel/db.ts'
import type { Actor } from '#kernel/feature.ts'
import { createHub } from '#kernel/hub.ts'
import type { Limits } from '#kernel/limits.ts'
import { createRunner } from '#kernel/runner.ts'
import { createSource } from '#kernel/source.ts'
import { createTail } from '#kernel/tail.ts'
import { createProbe, hangMs, probeTable } from '#testing/probe.ts'
import { until } from '#testing/world.ts'
import { migrations } from '../compose/migrations.ts'

// A PostgreSQL of its own: it is killed here.
const root = fs.mkdtempSync(path.join(os.tmpdir(), 'rostrum-kernel-'))
let postgres: EmbeddedPostgres
let pool: pg.Pool
const query = async <Row extends pg.QueryResultRow>(text: string, values: unknown[] = []) =>
  (await pool.query<Row>(text, values)).rows

beforeAll(async () => {
  fs.chmodSync(root, 0o755)
  postgres = await startEmbeddedPostgres(root)
  await migrate(postgres.connection, migrations)
  pool = new pg.Pool({ ...postgres.connection, max: 2 })
  pool.on('error', () => {})
  await query(probeTable)
})
afterAll(async () => {
  await pool.end()
  await postgres.stop()
  fs.rmSync(root, { recursive: true, force: true })
})

const quick = { rate: { perSecond: 1e6, burst: 1e6 } }
const createRunnerOf = (workers: number, limits: Partial<Limits> = {}, more: pg.ClientConfig = {}) =>
  createRunner({
    features: [createProbe()],
    admit: async (actor) => ({ person: actor.id, roles: [] }),
    onCommit: () => {},
    connections: Array.from({ length: workers }, () => () => connect({ ...postgres.connection, ...more })),
    limits: { ...quick, ...limits },
  })
const actor = (name: string): Actor => ({
  id: name as Id<'person'>,
  signIn: name,
  grants: { forums: {}, sessions: {} },
  removedFrom: [],
})
const note = (session: string, text: string, more: object = {}) => ({
  id: uuid7(),
  type: 'probe:note',
  input: { session: session as SessionId, text, ...more },
})
async function eventsWithoutGap(channel: string): Promise<number> {
  const [it] = await query<{ n: number; top: number; seq: number }>(
    `SELECT count(*)::int AS n, coalesce(max(seq), 0)::int AS top, (SELECT seq::int FROM channels WHERE id = $1) AS seq
     FROM events WHERE channel = $1`,
    [channel],
  )
  expect([it?.top, it?.seq]).toEqual([it?.n, it?.n])
  return it?.n ?? 0
}

/** The numbers that were noted, in the order of the story. */
async function notedIn(channel: string): Promise<number[]> {
  const text = `SELECT (body->>'text')::int AS n FROM events WHERE channel = $1 AND body->>'text' ~ '^\\d+$' ORDER BY seq`
  return (await query<{ n: number }>(text, [channel])).map((it) => it.n)
}

test('A4: one that fails early, late, in SQL or in a write nobody waits for does not fail the others', async () => {
  const runner = createRunnerOf(2)
  for (const fail of ['early', 'late', 'sql', 'write']) {
    const acks = await Promise.all(
      Array.from({ length: 20 }, (_, i) =>
        runner.run(actor(`p${i}`), note('x1', `${fail}${i}`, i === 7 ? { fail } : {})),
      ),
    )
    expect(acks.map((it) => it.ok)).toEqual(Array.from({ length: 20 }, (_, i) => i !== 7))
    const expected = fail === 'early' || fail === 'late' ? 'closed' : 'unavailable'
    expect(acks[7]).toMatchObject({ code: expected })
  }
  expect(await query(`SELECT 1 FROM probe WHERE channel = 'session:x1'`)).toHaveLength(4 * 19)
  expect(await eventsWithoutGap('session:x1')).toBe(4 * 19)
  expect(runner.stats.careful).toBe(3)
  await runner.stop()
})

test('a set that breaks is taken apart: only the broken one is refused', async () => {
  const runner = createRunnerOf(2)
  const acks = await Promise.all(
    Array.from({ length: 50 }, (_, i) =>
      runner.run(actor(`q${i}`), {
        id: uuid7(),
        type: 'probe:many',
        input: { session: 'x2', text: `${i}`, ...(i === 9 ? { fail: true } : {}) },
      }),
    ),
  )
  expect(acks.map((it) => it.ok)).toEqual(Array.from({ length: 50 }, (_, i) => i !== 9))
  expect(await eventsWithoutGap('session:x2')).toBe(49)
  await runner.stop()
})

test('one actor’s commands in one lane take effect in the order sent, whether alone or in a set', async () => {
  const runner = createRunnerOf(2)
  await Promise.all(
    Array.from({ length: 60 }, (_, i) =>
      runner.run(actor('order'), {
        ...note('x3', `${i}`),
        type: i % 3 ? 'probe:many' : 'probe:note',
      }),
    ),
  )
  expect(await notedIn('session:x3')).toEqual(Array.from({ length: 60 }, (_, i) => i))
  await runner.stop()
})

/** Hundreds wait in one lane, so each transaction is begun while the one before it is being committed. */
const crowd = 640
const odds = ['repeated', 'early', 'late', 'again', 'sql', 'write', 'repeated']

test('in a crowded lane the failing and the repeated harm nobody, before them or behind', async () => {
  const runner = createRunnerOf(2)
  const before = note('x4', 'before')
  await runner.run(actor('crowd'), before)
  // Each in a transaction of its own, which the others of it survive.
  const odd = new Map([70, 140, 210, 280, 420, 490, 560].map((at, n) => [at, odds[n]]))
  const acks = await Promise.all(
    Array.from({ length: crowd }, (_, i) =>
      runner.run(
        actor('crowd'),
        odd.get(i) === 'repeated' ? before : note('x4', `${i}`, odd.has(i) ? { fail: odd.get(i) } : {}),
      ),
    ),
  )
  const at = (wanted: (ack: Ack) => boolean) => acks.flatMap((it, i) => (wanted(it) ? [i] : []))
  expect(at((it) => !it.ok)).toEqual([140, 210, 420, 490])
  expect(at((it) => it.ok && it.dup === true)).toEqual([70, 560])
  expect(await notedIn('session:x4')).toEqual(at((it) => it.ok && !it.dup))
  expect(await eventsWithoutGap('session:x4')).toBe(1 + crowd - 6)
  expect(runner.stats.retries).toBe(1)
  await runner.stop()
})

const cutOthers = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
  WHERE backend_type = 'client backend' AND application_name = 'commands'`

test('a crowded lane whose connection is cut again and again keeps its order, and does everything once', async () => {
  const runner = createRunnerOf(1, {}, { application_name: 'commands' })
  let sent = 0
  // A cut between two transactions costs nothing: as often as it takes for one to be met.
  while (runner.stats.retries === 0) {
    let isDone = false
    const acks = Promise.all(
      Array.from({ length: crowd }, () => runner.run(actor('cut'), note('x5', `${sent++}`))),
    ).finally(() => (isDone = true))
    for (let before = 0, kept = 0; !isDone; kept = runner.stats.commands) {
      if (kept > before) await query(cutOthers)
      before = kept
      await new Promise((resolve) => setImmediate(resolve))
    }
    expect((await acks).every((it) => it.ok)).toBe(true)
  }
  expect(await notedIn('session:x5')).toEqual(Array.from({ length: sent }, (_, i) => i))
  await runner.stop()
})

test('lanes that tell the same people in opposite order, on two nodes, never deadlock', async () => {
  const nodes = [createRunnerOf(4), createRunnerOf(4)] as const
  const deadlocks = async () =>
    Number(
      (await query('SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()'))[0]?.[
        'deadlocks'
      ],
    )
  const before = await deadlocks()
  const people = Array.from({ length: 12 }, (_, i) => `z${i}`)
  const acks = await Promise.all(
    Array.from({ length: 800 }, (_, i) =>
      nodes[i % 2 === 0 ? 0 : 1].run(
        actor(`w${i}`),
        note(`y${i % 8}`, 'x', { tell: i % 3 ? people : people.toReversed() }),
      ),
    ),
  )
  expect(acks.every((it) => it.ok)).toBe(true)
  for (const who of people) expect(await eventsWithoutGap(`person:${who}`)).toBe(800)
  await Promise.all(nodes.map((it) => it.stop()))
  expect(await deadlocks()).toBe(before)
  expect(nodes.map((it) => it.stats.retries)).toEqual([0, 0])
})

test('a handler that takes too long is cut off, and what it does later is nothing; those beside it are not harmed', async () => {
  const runner = createRunnerOf(1, { handlerMs: 200 })
  const acks = await Promise.all([
    runner.run(actor('h1'), note('hang', 'before')),
    runner.run(actor('h2'), note('hang', 'never', { fail: 'hang' })),
    runner.run(actor('h3'), note('hang', 'after')),
  ])
  expect(acks.map((it) => (it.ok ? 'ok' : it.code))).toEqual(['ok', 'unavailable', 'ok'])
  expect(await eventsWithoutGap('session:hang')).toBe(2)
  // It wakes up and writes while its worker has another transaction open: that must not be carried along.
  const end = performance.now() + 2 * hangMs
  for (let n = 0; performance.now() < end; n++)
    expect((await runner.run(actor('h4'), note('hang', `later${n}`))).ok).toBe(true)
  expect(await query(`SELECT 1 FROM probe WHERE text = 'never'`)).toHaveLength(0)
  await runner.stop()
})

test('too much at once is refused as busy, and what was taken in is finished before it stops', async () => {
  const runner = createRunnerOf(1, { queue: 10 })
  const acks = Promise.all(
    Array.from({ length: 30 }, (_, i) => runner.run(actor(`b${i}`), note('busy', `${i}`))),
  )
  await new Promise((resolve) => setImmediate(resolve))
  const stopped = runner.stop()
  const outcomes = (await acks).map((it) => (it.ok ? 'ok' : it.code))
  await stopped
  expect(outcomes.filter((it) => it === 'ok')).toHaveLength(10)
  expect(outcomes.filter((it) => it === 'busy')).toHaveLength(20)
  expect(await eventsWithoutGap('session:busy')).toBe(10)
  expect(await runner.run(actor('b'), note('busy', 'later'))).toMatchObject({ code: 'busy', retry: true })
})

test('A9: PostgreSQL dying in the middle: every command lands once, and the listener hears again', async () => {
  const runner = createRunnerOf(3)
  const connection = () => connect(postgres.connection)
  const source = createSource([createProbe()], connection)
  const hub = createHub({ source, encode: () => undefined })
  const tail = await createTail(hub, postgres.connection)
  const heard: string[] = []
  await hub.join({ send: ({ text }) => heard.push(text) > 0 }, 'session:r0' as never)

  const run = async (n: number) => {
    const envelope = note(`r${n % 5}`, `restart${n}`)
    for (;;) {
      const ack = await runner.run(actor(`r${n}`), envelope)
      if (ack.ok || !ack.retry) return ack
    }
  }
  const acks: ReturnType<typeof run>[] = []
  for (let n = 0; n < 300; n++) {
    acks.push(run(n))
    if (n === 150) {
      process.kill(postgres.pid, 'SIGQUIT')
      while (runner.stats.retries === 0) {
        acks.push(run(++n)) // until one has met the outage
        await new Promise((resolve) => setTimeout(resolve, 10))
      }
      await postgres.restart()
    }
    if (n % 10 === 0) await new Promise((resolve) => setTimeout(resolve, 1))
  }
  expect((await Promise.all(acks)).every((it) => it.ok)).toBe(true)
  expect(await query(`SELECT 1 FROM probe WHERE text LIKE 'restart%'`)).toHaveLength(300)
  expect(runner.stats.retries).toBeGreaterThan(0)
  for (let i = 0; i < 5; i++) expect(await eventsWithoutGap(`session:r${i}`)).toBe(60)
  await until('the other node has heard all of it', () => heard.some((it) => it.includes('"to":60,')))
  // And by a hint again, not by the poll alone.
  const other = await createTail(createHub({ source, encode: () => undefined }), postgres.connection)
  await runner.run(actor('again'), note('r0', 'again'))
  other.hint(['session:r0'])
  await until('a hint', () => heard.some((it) => it.includes('"again"')), 900)
  await Promise.all([tail.stop(), other.stop(), runner.stop()])
  hub.stop()
  await source.stop()
})
