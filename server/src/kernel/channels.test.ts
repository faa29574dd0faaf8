import { channelId } from '@rostrum/shared/kernel/channel.ts'
import type { ChannelId } from '@rostrum/shared/kernel/channel.ts'
import type { SessionId } from '@rostrum/shared/kernel/fields.ts'
import { expect, test } from 'vitest'
import { connect } from '#kernel/db.ts'
import type { Member } from '#kernel/fanout.ts'
import { createHub } from '#kernel/hub.ts'
import { createSource } from '#kernel/source.ts'
import { expectConverged } from '#testing/converge.ts'
import { createProbe, probeTable } from '#testing/probe.ts'
import { createWorld, until } from '#testing/world.ts'
import type { Person, Tab } from '#testing/world.ts'

const world = await createWorld({ extraFeatures: [createProbe()], limits: { heartbeatMs: 200 } })
await world.query(probeTable)
const far = await world.node()
const room = (session: SessionId) => channelId('session', session)
const circle = (session: SessionId) => channelId('moderators', session)
const me = (person: Person) => channelId('person', person.id)
const there = (tab: Tab, ...channels: ChannelId[]) =>
  until('subscribed', () => channels.every((id) => tab.connection.position(id) >= 0))
const notes = (tab: Tab, session: SessionId) => tab.probe.in('session', session).notes.map((it) => it.text)
/** The next frame with news never arrives; those with nothing but signals do. Resolves when it is lost. */
const loseNews = ({ connection: { socket } }: Tab) =>
  new Promise<void>((resolve) => {
    const [heard] = socket.listeners('f')
    socket.off('f').on('f', (frame) => {
      if (frame.d.length === 0) return heard?.(frame)
      socket.off('f').on('f', (next) => heard?.(next))
      resolve()
    })
  })
/** The socket below Socket.IO, of the `ws` package. */
const wireOf = (tab: Tab) =>
  (
    tab.connection.socket.io.engine.transport as unknown as {
      ws: { terminate(): void; pause(): void; resume(): void }
    }
  ).ws

test('F5: what you may not see you cannot subscribe to', async () => {
  const session = await world.session()
  const ann = await world.person('Ann')
  const spy = world.join(await world.person('Spy'), [circle(session), me(ann), room(session)])
  await there(spy, room(session))
  expect(spy.connection.position(circle(session))).toBe(-1)
  expect(spy.connection.position(me(ann))).toBe(-1)
})

test('D11 D12: old snapshot + events = fresh snapshot, for attendee and moderator, on two nodes, joining at any time', async () => {
  const session = await world.session()
  const ann = await world.person('Ann')
  const mia = await world.person('Mia', { sessions: { [session]: ['moderator'] } })
  const open = (node: { port: number }) => [
    world.join(ann, [room(session), me(ann)], node),
    world.join(mia, [room(session), circle(session), me(mia)], node),
  ]
  const tabs = [...open(world.app), ...open(far)]
  for (let round = 0; round < 40; round++) {
    await Promise.all(
      Array.from({ length: 8 }, (_, i) => {
        const tab = tabs[(round + i) % 4] as Tab
        const text = `${round}-${i}`
        if (i < 2) return tab.probing('probe:vote', { session })
        if (i < 4) return tab.probing('probe:many', { session, text })
        if (i < 6) return tab.probing('probe:note', { session, text, tell: [ann.id, mia.id] })
        return tab.probing('probe:secret', { session, text, base: round })
      }),
    )
    if (round === 20) tabs.push(...open(far))
  }
  const [known] = await expectConverged(world, tabs)
  expect(known?.['probe']?.[room(session)]).toMatchObject({ votes: 80 })
  expect(tabs.map((it) => it.connection.stats.resyncs)).toEqual(tabs.map(() => 0))
})

test('a snapshot and its seq are of one moment, even when a commit falls between their reading', async () => {
  const session = await world.session()
  const ann = world.join(await world.person('Ann'))
  await ann.probing('probe:note', { session, text: 'one' })
  let isFirst = true
  const source = createSource(
    [
      createProbe(async () => {
        if (!isFirst) return
        isFirst = false
        expect((await ann.probing('probe:note', { session, text: 'two' })).ok).toBe(true)
      }),
    ],
    () => connect(world.postgres),
  )
  const { seq, json } = await source.snapshot(room(session))
  expect(isFirst).toBe(false)
  const { probe } = JSON.parse(json) as { probe: { notes: unknown[] } }
  expect(probe.notes).toHaveLength(seq)
  await source.stop()
})

test('a frame that never arrives is noticed and made good, once', async () => {
  const session = await world.session()
  const node = await world.node({ limits: { heartbeatMs: 60_000 } })
  const tab = world.join(await world.person('Gap'), [room(session)], node)
  await there(tab, room(session))
  const say = (text: string) => tab.probing('probe:note', { session, text })
  await say('one')
  await until('one', () => notes(tab, session).length === 1)
  const lost = loseNews(tab)
  await say('two')
  await lost
  expect(notes(tab, session)).toEqual(['one'])
  await Promise.all([say('three'), say('four')])
  await until('all four', () => notes(tab, session).length === 4)
  expect(tab.connection.stats.resyncs).toBe(1)
})

test('B12: a loss that nothing follows is found by the heartbeat', async () => {
  const session = await world.session()
  const tab = world.join(await world.person('Quiet'), [room(session)])
  await there(tab, room(session))
  const lost = loseNews(tab) // and no other comes
  await tab.probing('probe:note', { session, text: 'lost' })
  await lost
  await until('found', () => notes(tab, session).length === 1)
})

test('a dropped connection resumes with events; a story cut short (another epoch) with a snapshot', async () => {
  const session = await world.session()
  const tab = world.join(await world.person('Res'), [room(session)])
  const other = world.join(await world.person('Oth'))
  await there(tab, room(session))
  wireOf(tab).terminate()
  for (let i = 0; i < 5; i++) await other.probing('probe:note', { session, text: `${i}` })
  await until('resumed', () => notes(tab, session).length === 5)
  expect(tab.connection.stats.snapshots).toBe(1)
  await world.query(`UPDATE channels SET epoch = 'restored' WHERE id = $1`, [room(session)])
  await other.probing('probe:note', { session, text: 'x' })
  await until('anew', () => tab.connection.stats.snapshots === 2 && notes(tab, session).length === 6)
})

test('another node hears by hint, and without any hint by the poll', async () => {
  const session = await world.session()
  const silent = await world.node({ hint: false })
  const tab = world.join(await world.person('Far'), [room(session)], far)
  const near = world.join(await world.person('Near'))
  const mute = world.join(await world.person('Mute'), [], silent)
  await there(tab, room(session))
  await near.probing('probe:note', { session, text: 'warm' })
  await until('warm', () => notes(tab, session).length === 1)
  const from = performance.now()
  await near.probing('probe:note', { session, text: 'hinted' })
  await until('hinted', () => notes(tab, session).length === 2)
  expect(performance.now() - from).toBeLessThan(800)
  await mute.probing('probe:note', { session, text: 'polled' })
  await until('polled', () => notes(tab, session).length === 3, 2_500)
})

test('C2 C3: 2,000 who come back at once to one channel cost one read of the log and at most one snapshot', async () => {
  const session = await world.session()
  const tab = world.join(await world.person('Many'))
  for (let i = 0; i < 30; i++) await tab.probing('probe:note', { session, text: `${i}` })
  const [at] = await world.query<{ epoch: string; seq: number }>(
    'SELECT epoch, seq::int FROM channels WHERE id = $1',
    [room(session)],
  )
  const source = createSource([createProbe()], () => connect(world.postgres), 1)
  const hub = createHub({ source, encode: () => undefined })
  const got: string[] = []
  const member = (): Member => ({ send: ({ text }) => got.push(text) > 0 })
  const after = (s: number) => ({ e: at?.epoch ?? '', s })
  const top = at?.seq ?? 0
  await Promise.all(
    Array.from({ length: 2_000 }, (_, i) =>
      hub.join(member(), room(session), i % 2 ? after(top - (i % 10)) : i % 4 ? after(0) : undefined),
    ),
  )
  expect(hub.stats).toMatchObject({ loads: 1, snapshots: 1 })
  expect(got).toHaveLength(2_000)
  expect(new Set(got.map((it) => (JSON.parse(it) as { to: number }).to))).toEqual(new Set([top]))
  hub.stop()
  await source.stop()
})

test('C2: 300 persons who come back at once are read for in sets, each getting their own', async () => {
  const people = await Promise.all(Array.from({ length: 300 }, (_, i) => world.person(`P${i}`)))
  const session = await world.session()
  const ann = world.join(await world.person('Teller'))
  await ann.probing('probe:note', { session, text: 'for all', tell: people.map((it) => it.id) })
  let sets = 0
  const real = createProbe()
  const { person } = real.snapshots
  const counted = { ...real, snapshots: { person: (db: never, ids: never) => (sets++, person?.(db, ids)) } }
  const source = createSource([counted as typeof real], () => connect(world.postgres), 2)
  const snapshots = await Promise.all(people.map((it) => source.snapshot(me(it))))
  expect(sets).toBe(2) // of 250 at most
  expect(snapshots.map((it) => it.seq)).toEqual(people.map(() => 1))
  const ids = snapshots.map((it) => (JSON.parse(it.json) as { probe: { told: { id: string }[] } }).probe.told)
  expect(new Set(ids.map(([it]) => it?.id)).size).toBe(300)
  await source.stop()
})

test('C1: one who does not read is cut off at the bound, and catches up when back', async () => {
  const session = await world.session()
  const node = await world.node({ limits: { tickMs: 5, outboundPackets: 100, outboundBytes: 64 * 1024 } })
  const tab = world.join(await world.person('Lazy'), [room(session)], node)
  const loud = world.join(await world.person('Loud'), [], node)
  await there(tab, room(session))
  wireOf(tab).pause()
  const text = 'x'.repeat(4_000)
  await until(
    'cut off',
    async () => {
      await Promise.all(Array.from({ length: 100 }, () => loud.probing('probe:many', { session, text })))
      return node.hub.stats.slow > 0
    },
    20_000,
  )
  wireOf(tab).resume()
  const top = () => node.hub.active().find(([id]) => id === room(session))?.[1]
  await until('caught up', () => tab.connection.position(room(session)) === top(), 15_000)
  expect(notes(tab, session)).toHaveLength(50)
})

test('signals reach those who are there, the last of each key, and leave no trace', async () => {
  const session = await world.session()
  const tab = world.join(await world.person('Sig'), [room(session)])
  await there(tab, room(session))
  for (let i = 0; i < 10; i++)
    world.app.hub.signal(room(session), 'probe:typing', { by: `p${i % 2}` }, `p${i % 2}`)
  const typing = () => tab.signals.filter((it) => (it as [string])[0] === 'probe:typing')
  await until('signals', () => typing().length >= 2)
  expect(typing()).toEqual([
    ['probe:typing', { by: 'p0' }],
    ['probe:typing', { by: 'p1' }],
  ])
  expect(await world.query('SELECT 1 FROM events WHERE channel = $1', [room(session)])).toHaveLength(0)
})

test('C4: many votes at once are few events in the story, and only the last total is sent in a frame', async () => {
  const session = await world.session()
  const tabs = await Promise.all(
    Array.from({ length: 20 }, async (_, i) =>
      world.join(await world.person(`V${i}`), i === 0 ? [room(session)] : []),
    ),
  )
  await until('connected', () => tabs.every((it) => it.connection.socket.connected))
  await Promise.all(tabs.map((it) => it.probing('probe:vote', { session })))
  const [first] = tabs
  await until('20 votes', () => first?.probe.in('session', session).votes === 20)
  const told = await world.query(`SELECT 1 FROM events WHERE channel = $1`, [room(session)])
  expect(told.length).toBeLessThan(20)
})

test('more in one tick than is kept for those who come back: those who are there are told all of it', async () => {
  const session = await world.session()
  const node = await world.node({ limits: { tickMs: 300, resumeEvents: 10 } })
  const tabs = await Promise.all(
    Array.from({ length: 20 }, async (_, i) =>
      world.join(await world.person(`R${i}`), [room(session)], node),
    ),
  )
  await Promise.all(tabs.map((it) => there(it, room(session))))
  const many = tabs.flatMap((it) =>
    Array.from({ length: 5 }, () => it.probing('probe:many', { session, text: 'x' })),
  )
  expect((await Promise.all(many)).every((it) => it.ok)).toBe(true)
  const [first] = tabs
  const told = () => first?.heard.flatMap(([, entries]) => entries.map(([seq]) => seq)) ?? []
  await until('told', () => first?.connection.position(room(session)) === 100)
  expect(told()).toEqual(Array.from({ length: 100 }, (_, i) => i + 1))
})
