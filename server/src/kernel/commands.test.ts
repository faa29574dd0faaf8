import { channelId } from '@rostrum/shared/kernel/channel.ts'
import { uuid7 } from '@rostrum/shared/kernel/ids.ts'
import { expect, test } from 'vitest'
import { createProbe, probeTable } from '#testing/probe.ts'
import { createWorld, until } from '#testing/world.ts'

const world = await createWorld({ extraFeatures: [createProbe()] })
await world.query(probeTable)
const far = await world.node()
const session = await world.session()
const other = await world.session()

type Answered = { readonly ok: boolean; readonly code?: string; readonly dup?: true }
const byText = (a: string | undefined, b: string | undefined) => String(a).localeCompare(String(b))
const outcome = (ack: Answered) => (ack.ok ? 'ok' : ack.code)
const notes = (text: string) => world.query('SELECT 1 FROM probe WHERE text = $1', [text])

test('G5 G13: what is unknown, malformed, poisoned, too deep or too late is refused', async () => {
  const tab = world.join(await world.person('Ref'))
  const call = tab.call as unknown as (type: string, input: unknown, options?: object) => Promise<Answered>
  const deep = (n: number): unknown => (n === 0 ? 1 : [deep(n - 1)])
  const refused: [string, unknown, string][] = [
    ['probe:nope', {}, 'invalid'],
    ['nope:note', {}, 'invalid'],
    ['constructor:constructor', {}, 'invalid'],
    ['probe:note', null, 'invalid'],
    ['probe:note', [], 'invalid'],
    ['probe:note', { session, text: 1 }, 'invalid'],
    ['probe:note', { session, text: 'x', extra: 1 }, 'invalid'],
    ['probe:note', { session: 'a:b', text: 'x' }, 'invalid'],
    ['probe:note', JSON.parse(`{"session":"${session}","text":"x","__proto__":{"y":1}}`), 'invalid'],
    ['probe:note', JSON.parse(`{"session":"${session}","text":"x","more":{"constructor":1}}`), 'invalid'],
    ['probe:note', { session, text: 'x', more: { deep: deep(15) } }, 'invalid'],
    ['probe:note', { session, text: 'x', more: { deep: deep(14) } }, 'ok'],
    ['probe:note', { session: 'nowhere', text: 'x' }, 'forbidden'],
    ['probe:secret', { session, text: 'x', base: 0 }, 'forbidden'],
    ['probe:note', { session, text: 'x', fail: 'early' }, 'closed'],
  ]
  for (const [type, input, code] of refused)
    expect([type, input, outcome(await call(type, input))]).toEqual([type, input, code])
  const late = await tab.connection.socket.emitWithAck('c', {
    id: uuid7(),
    type: 'probe:note',
    input: { session, text: 'late' },
    exp: Date.now() - 1,
  })
  expect(outcome(late)).toBe('expired')
  expect(await notes('late')).toHaveLength(0)
})

test('who is not in the forum may nothing in its sessions', async () => {
  const tab = world.join(await world.person('Out', { forum: [] }))
  expect(outcome(await tab.probing('probe:note', { session, text: 'x' }))).toBe('forbidden')
})

test('B1: the same command twice has one effect and the same answer: flying, landed, on another node', async () => {
  const ann = await world.person('Dup')
  const [near, away] = [world.join(ann), world.join(ann, [], far)]
  const id = uuid7()
  const input = { session, text: 'once' }
  const both = await Promise.all([
    near.probing('probe:note', input, { id }),
    near.connection.socket.emitWithAck('c', { id, type: 'probe:note', input }),
  ])
  const third = await away.probing('probe:note', input, { id })
  const fourth = await world.fetch('/api/commands/probe.note', ann, {
    method: 'POST',
    body: JSON.stringify(input),
    headers: { 'idempotency-key': id },
  })
  const all = [...both, third, (await fourth.json()) as Answered & { output: unknown }]
  expect(all.map(outcome)).toEqual(['ok', 'ok', 'ok', 'ok'])
  expect(all.filter((it) => it.ok && it.dup)).toHaveLength(3)
  expect(new Set(all.map((it) => JSON.stringify('output' in it && it.output))).size).toBe(1)
  expect(await notes('once')).toHaveLength(1)
})

test('D10: the same id with another body is refused, flying or landed, in another lane or on another node', async () => {
  const ann = await world.person('Reu')
  const [near, away] = [world.join(ann), world.join(ann, [], far)]
  const id = uuid7()
  const send = (text: string) =>
    near.connection.socket.emitWithAck('c', { id, type: 'probe:note', input: { session, text } })
  expect((await Promise.all([send('x'), send('y')])).map(outcome)).toEqual(['ok', 'id_reused'])
  expect(outcome(await away.probing('probe:note', { session: other, text: 'x' }, { id }))).toBe('id_reused')
  // Two nodes, two lanes, at once: the primary key decides.
  for (let i = 0; i < 20; i++) {
    const id = uuid7()
    const both = await Promise.all([
      near.probing('probe:many', { session, text: `race${i}` }, { id }),
      away.probing('probe:many', { session: other, text: `race${i}` }, { id }),
    ])
    expect(both.map(outcome).toSorted(byText)).toEqual(['id_reused', 'ok'])
    expect(await notes(`race${i}`)).toHaveLength(1)
  }
})

test('of three moderators with the same base one wins, on one node and on two; the others are shown what is there', async () => {
  const tabs = await Promise.all(
    ['M1', 'M2', 'M3'].map(async (name, i) =>
      world.join(
        await world.person(name, { sessions: { [session]: ['moderator'] } }),
        [],
        i === 1 ? far : world.app,
      ),
    ),
  )
  for (let base = 0; base < 40; base++) {
    const acks = await Promise.all(
      tabs.map((it) => it.probing('probe:secret', { session, text: `s${base}`, base })),
    )
    expect(acks.map(outcome).toSorted(byText)).toEqual(['conflict', 'conflict', 'ok'])
    for (const ack of acks) if (!ack.ok) expect(ack.state).toEqual({ version: base + 1 })
  }
})

test('a refused command is not remembered', async () => {
  const id = uuid7()
  const ann = await world.person('Promoted')
  const input = { session: other, text: 'x', base: 0 }
  expect(outcome(await world.join(ann).probing('probe:secret', input, { id }))).toBe('forbidden')
  await world.query(`INSERT INTO session_people (session, person, role) VALUES ($1, $2, 'chair')`, [
    other,
    ann.id,
  ])
  expect(outcome(await world.join(ann).probing('probe:secret', input, { id }))).toBe('ok')
})

test('an answer says where the echo is, and the echo is there', async () => {
  const ann = await world.person('Eco')
  const channels = [channelId('session', session), channelId('person', ann.id)]
  const tab = world.join(ann, channels)
  const ack = await tab.probing('probe:note', { session, text: 'x', tell: [ann.id] })
  if (!ack.ok) throw new Error(ack.code)
  expect(ack.at.map(([id]) => id).toSorted(byText)).toEqual(channels.toSorted(byText))
  await until('echo', () => ack.at.every(([id, , seq]) => tab.connection.position(id) >= seq))
})

test('I2: a person is slowed down over all tabs, a rare command by itself, and each is told for how long', async () => {
  const node = await world.node({ limits: { rate: { perSecond: 0.01, burst: 3 } } })
  const ann = await world.person('Fast')
  const tabs = [world.join(ann, [], node), world.join(ann, [], node)]
  const send = (i: number, type = 'probe:note', input: object = { session, text: 'quick' }) =>
    tabs[i % 2]?.connection.socket.emitWithAck('c', { id: uuid7(), type, input }) ??
    Promise.reject(new Error())
  const acks = await Promise.all([0, 1, 2, 3, 4].map((i) => send(i)))
  expect(acks.map((it) => it && outcome(it)).toSorted(byText)).toEqual([
    'ok',
    'ok',
    'ok',
    'too_many',
    'too_many',
  ])
  const refused = acks.find((it) => it && !it.ok)
  expect(refused).toMatchObject({ code: 'too_many', retry: true, retryAfterMs: expect.any(Number) as number })
  const rare = [await send(0, 'probe:rare', { session }), await send(1, 'probe:rare', { session })]
  expect(rare.map((it) => it && outcome(it))).toEqual(['ok', 'too_many'])
  const bob = world.join(await world.person('Slow'), [], node)
  expect(outcome(await bob.probing('probe:note', { session, text: 'x' }))).toBe('ok')
})
