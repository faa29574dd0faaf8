import { once } from 'node:events'
import { channelId } from '@rostrum/shared/kernel/channel.ts'
import { uuid7 } from '@rostrum/shared/kernel/ids.ts'
import { protocolFingerprint } from '@rostrum/shared/fingerprint.ts'
import { io } from 'socket.io-client'
import { expect, test } from 'vitest'
import type { Limits } from '#kernel/limits.ts'
import { createProbe, probeTable } from '#testing/probe.ts'
import { createWorld, until } from '#testing/world.ts'
import type { Person } from '#testing/world.ts'

const world = await createWorld({
  extraFeatures: [createProbe()],
  limits: { channelsPerSocket: 3, socketsPerPerson: 2 },
})
await world.query(probeTable)
const session = await world.session()
const url = `http://127.0.0.1:${world.app.port}`

/** A client that is not ours. */
function raw(person: Person | undefined, auth: object = {}, at = url) {
  const socket = io(at, {
    transports: ['websocket'],
    reconnection: false,
    forceNew: true,
    auth,
    extraHeaders: { origin: at, ...(person ? { cookie: person.cookie } : {}) },
  })
  world.onStop(() => void socket.close())
  return socket
}
const refusal = async (person: Person | undefined, auth: object = {}) => {
  const socket = raw(person, auth)
  const said = await Promise.race([
    once(socket as never, 'connect').then(() => 'welcome'),
    once(socket as never, 'connect_error').then(([error]) => (error as Error).message),
  ])
  return { socket, said }
}

test('M7: without a sign-in, or built for another wire, nobody is let in; built for ours, or for none, one is', async () => {
  const ann = await world.person('Ann')
  expect((await refusal(undefined)).said).toBe('signed_out')
  expect((await refusal(ann, { wire: 'another' })).said).toBe('upgrade_required')
  expect((await refusal(ann, { wire: protocolFingerprint })).said).toBe('welcome')
  expect((await refusal(ann)).said).toBe('welcome')
})

test('a person has so many sockets and no more', async () => {
  const ann = await world.person('Ann')
  const first = await refusal(ann)
  expect([first.said, (await refusal(ann)).said, (await refusal(ann)).said]).toEqual([
    'welcome',
    'welcome',
    'too_many',
  ])
  first.socket.close()
  await until('a place', async () => (await refusal(ann)).said === 'welcome')
})

test('a socket is in so many channels and no more, and may change one for another', async () => {
  const ann = await world.person('Ann')
  const { socket } = await refusal(ann)
  const sub = (ch: string) => socket.emitWithAck('sub', { ch }) as Promise<{ ok: boolean; code?: string }>
  const rooms = await Promise.all([1, 2, 3].map(async () => channelId('session', await world.session())))
  for (const id of rooms) expect(await sub(id)).toMatchObject({ ok: true })
  const me = channelId('person', ann.id)
  expect(await sub(me)).toEqual({ ok: false, code: 'too_many', retry: false })
  socket.emit('unsub', rooms[0])
  expect(await sub(me)).toMatchObject({ ok: true })
})

test('who does not say hello in time is closed', async () => {
  const { port } = await world.node({ limits: { authenticateMs: 300 } })
  const socket = new WebSocket(`ws://127.0.0.1:${port}/socket.io/?EIO=4&transport=websocket`, {
    headers: { origin: `http://127.0.0.1:${port}` },
  } as never)
  await once(socket as never, 'open')
  await until('closed', () => socket.readyState === WebSocket.CLOSED)
})

test('G7: event names we do not know are counted, and then that is no client of ours', async () => {
  const { socket } = await refusal(await world.person('Fuzz'))
  const bye = once(socket as never, 'bye')
  for (const name of ['x', 'constructor', '__proto__', 'f', 'error', 'c'.repeat(1_000)]) socket.emit(name, {})
  expect(await socket.emitWithAck('sub', { ch: 'nonsense' })).toMatchObject({ code: 'invalid' })
  for (let i = 0; i < 5; i++) socket.emit(`y${i}`)
  expect((await bye)[0]).toBe('bad_protocol')
})

test('G8: malformed subscriptions, envelopes and missing acknowledgements break nothing', async () => {
  const { socket } = await refusal(await world.person('Odd'))
  for (const it of [null, 1, 'x', [], {}, { ch: 1 }, { ch: 'a:b:c:d' }, { ch: 'session:x', e: 1 }]) {
    expect(await socket.emitWithAck('sub', it)).toMatchObject({ ok: false, code: 'invalid' })
    expect(await socket.emitWithAck('c', it)).toMatchObject({ ok: false, code: 'invalid' })
    socket.emit('sub', it)
    socket.emit('c', it)
    socket.emit('unsub', it)
  }
  expect(socket.connected).toBe(true)
})

test('G6: a frame beyond the bound closes its socket and no other', async () => {
  const { socket } = await refusal(await world.person('Big'))
  const other = await refusal(await world.person('Small'))
  socket.emit('c', { id: uuid7(), type: 'probe:note', input: { session, text: 'x'.repeat(70_000) } })
  await once(socket as never, 'disconnect')
  expect(other.socket.connected).toBe(true)
})

test('a node that stops answers what it has taken in, says goodbye, and is gone in time', async () => {
  const node = await world.node({ limits: { drainMs: 4_000, spreadMs: 700 } })
  const tab = world.join(await world.person('Drain'), [], node)
  await until('connected', () => tab.connection.socket.connected)
  const byes: unknown[][] = []
  tab.connection.socket.on('bye', (...it) => byes.push(it))
  const acks = Array.from({ length: 50 }, (_, i) =>
    tab.connection.socket.emitWithAck('c', {
      id: uuid7(),
      type: 'probe:note',
      input: { session, text: `drain${i}` },
    }),
  )
  await acks[0]
  const from = performance.now()
  await node.stop()
  expect(performance.now() - from).toBeLessThan(4_000)
  expect(byes).toEqual([['restart', 700]])
  const answers = await Promise.all(acks)
  const done = answers.filter((it) => it.ok).length
  expect(done).toBeGreaterThan(0)
  for (const it of answers) if (!it.ok) expect(it).toMatchObject({ code: 'busy', retry: true })
  expect(await world.query(`SELECT 1 FROM probe WHERE text LIKE 'drain%'`)).toHaveLength(done)
})

/** Another server on the same database, with these bounds. */
const bounded = async (limits: Partial<Limits>) => `http://127.0.0.1:${(await world.node({ limits })).port}`

test('C5: who says more than a person may is heard at the pace of the bound: all of it, in its order', async () => {
  const socket = raw(await world.person('Ann'), {}, await bounded({ inbound: { perSecond: 100, burst: 10 } }))
  await once(socket as never, 'connect')
  const from = performance.now()
  const heard: number[] = []
  const say = async (n: number) => {
    const ack = await socket.emitWithAck('c', { id: uuid7(), type: 'probe:vote', input: { session } })
    heard.push(n)
    return (ack as { ok: boolean }).ok
  }
  const acks = await Promise.all(Array.from({ length: 40 }, (_, n) => say(n)))
  expect(acks.every(Boolean)).toBe(true)
  expect(heard).toEqual(Array.from({ length: 40 }, (_, n) => n))
  expect(performance.now() - from).toBeGreaterThan(250) // 30 beyond the burst, ten milliseconds each
})

test('C5 C6: one sign-in comes to the doors so often and no more, and nobody else is held up by it', async () => {
  const seldom = { perSecond: 0.01, burst: 2 }
  const url = await bounded({ requests: seldom, handshakes: seldom })
  const [ann, ben] = [await world.person('Ann'), await world.person('Ben')]
  const read = ({ cookie }: Person) =>
    fetch(`${url}/api/channels/session:${session}`, { headers: { cookie } })
  for (let n = 0; n < 2; n++) expect((await read(ann)).status).toBe(200)
  const refused = await read(ann)
  expect([refused.status, Number(refused.headers.get('retry-after'))]).toEqual([429, expect.any(Number)])
  expect((await read(ben)).status).toBe(200)
  for (let n = 0; n < 2; n++) await once(raw(ann, {}, url) as never, 'connect')
  await once(raw(ann, {}, url) as never, 'connect_error')
  await once(raw(ben, {}, url) as never, 'connect')
})

test('C1: who goes on asking and reads none of the answers is cut off', { timeout: 60_000 }, async () => {
  const limits = { outboundPackets: 20, inbound: { perSecond: 1e6, burst: 1e6 } }
  const node = await world.node({ limits, metrics: { port: 0, host: '127.0.0.1' } })
  const socket = raw(await world.person('Ann'), {}, `http://127.0.0.1:${node.port}`)
  await once(socket as never, 'connect')
  const { ws } = socket.io.engine.transport as unknown as { ws: { pause(): void } }
  ws.pause()
  const input = { session, text: 'x'.repeat(50_000) } // which is in the answer, too
  const isCutOff = async () => {
    for (let n = 0; n < 40; n++) socket.emit('c', { id: uuid7(), type: 'probe:note', input }, () => {})
    const metrics = await fetch(`http://127.0.0.1:${node.metricsPort}/metrics`)
    return (await metrics.text()).includes('rostrum_dropped_slow_total 1')
  }
  await until('cut off', isCutOff, 50_000)
})
