import { channelId } from '@rostrum/shared/kernel/channel.ts'
import type { ChannelId } from '@rostrum/shared/kernel/channel.ts'
import type { SessionId } from '@rostrum/shared/kernel/fields.ts'
import { uuid7 } from '@rostrum/shared/kernel/ids.ts'
import type { Id } from '@rostrum/shared/kernel/ids.ts'
import pg from 'pg'
import { expect, test } from 'vitest'
import { record } from '#testing/canary.ts'
import { createProbe, probeTable } from '#testing/probe.ts'
import { createWorld, until } from '#testing/world.ts'
import type { Person, Tab } from '#testing/world.ts'

const world = await createWorld({ extraFeatures: [createProbe()] })
await world.query(probeTable)
const far = await world.node()
const session = await world.session()

/** What a feature that changes rights publishes, told by the log alone: another node must find it there. */
async function tellNodes(person: Person): Promise<void> {
  await world.query(
    `WITH moved AS (INSERT INTO channels AS c (id, seq) VALUES ('deployment:main:nodes', 1)
       ON CONFLICT (id) DO UPDATE SET seq = c.seq + 1 RETURNING id, seq)
     INSERT INTO events (channel, seq, type, body, at)
     SELECT id, seq, 'people:accessChanged', json_build_object('person', $1::text), now() FROM moved`,
    [person.id],
  )
}
const nodes = channelId('nodes', 'main' as Id<'deployment'>)
const there = (tab: Tab, ...channels: ChannelId[]) =>
  until('subscribed', () => channels.every((id) => tab.connection.position(id) >= 0))
const took = async (what: () => Promise<void>) => {
  const from = performance.now()
  await what()
  return performance.now() - from
}

test('E1: a sign-out ends every socket of that person on every node within a second, and no other', async () => {
  const ann = await world.person('Ann')
  const bob = await world.person('Bob')
  const tabs = [world.join(ann), world.join(ann, [], far)]
  const other = world.join(bob, [channelId('person', bob.id)], far)
  const byes: string[] = []
  for (const tab of tabs) tab.connection.socket.on('bye', (reason) => byes.push(reason))
  await there(other, channelId('person', bob.id))
  await until('connected', () => tabs.every((it) => it.connection.socket.connected))
  const ms = await took(async () => {
    expect((await world.join(ann).call('people:signOutEverywhere', {})).ok).toBe(true)
    await until('both gone', () => tabs.every((it) => !it.connection.socket.connected))
  })
  expect(ms).toBeLessThan(1_000)
  expect(byes).toEqual(['signed_out', 'signed_out'])
  expect(other.connection.socket.connected).toBe(true)
})

test('E2 F5: who loses a role leaves the channels of that role on every node within a second, and keeps the others', async () => {
  const mia = await world.person('Mia', { sessions: { [session]: ['moderator'] } })
  const room = channelId('session', session)
  const circle = channelId('moderators', session)
  const tabs = [world.join(mia, [room, circle]), world.join(mia, [room, circle], far)]
  const wires = tabs.map(record)
  const gone: ChannelId[] = []
  for (const tab of tabs) tab.connection.socket.on('gone', (channel) => gone.push(channel))
  for (const tab of tabs) await there(tab, room, circle)
  await world.query('DELETE FROM session_people WHERE person = $1', [mia.id])
  const ms = await took(async () => {
    await tellNodes(mia)
    await until('out', () => tabs.every((it) => it.connection.position(circle) === -1))
  })
  expect(ms).toBeLessThan(1_500) // no hint was sent: the poll of a second found it
  expect(gone).toEqual([circle, circle])
  // Nothing later is sent: not even to a client that would not have dropped the channel itself.
  const chair = await world.person('Chair', { sessions: { [session]: ['chair'] } })
  const other = world.join(chair, [circle], far)
  await there(other, circle)
  expect((await other.probing('probe:secret', { session, text: 'canary', base: 0 })).ok).toBe(true)
  await until('told', () => other.probe.in('moderators', session).notes.length === 1)
  await until('told the room', async () => {
    await other.probing('probe:note', { session, text: 'after' })
    return tabs.every((it) => it.probe.in('session', session).notes.length > 0)
  })
  expect(wires.map((it) => it.mentions('canary'))).toEqual([false, false])
  expect(tabs.every((it) => it.connection.position(room) >= 0)).toBe(true)
})

test('who has gained a role may join and act at once, even before the nodes have heard of it', async () => {
  const pat = await world.person('Pat')
  const circle = channelId('moderators', session)
  const { socket } = world.join(pat).connection
  const sub = () => socket.emitWithAck('sub', { ch: circle })
  const whisper = () =>
    socket.emitWithAck('c', {
      id: uuid7(),
      type: 'probe:secret',
      input: { session, text: 'x', base: 99 },
    })
  expect(await sub()).toMatchObject({ code: 'forbidden' })
  await world.query(`INSERT INTO session_people (session, person, role) VALUES ($1, $2, 'chair')`, [
    session,
    pat.id,
  ])
  expect(await whisper()).toMatchObject({ code: 'conflict' }) // which is beyond the gate
  expect(await sub()).toMatchObject({ ok: true })
})

test('who is taken out of a session while still being looked at at the door is looked at again', async () => {
  const ann = await world.person('Ann')
  const room = channelId('session', session)
  const heard: string[] = []
  await world.app.hub.join({ send: ({ text }) => heard.push(text) > 0 }, nodes)
  // The server's connections are open, so that what is asked together is answered at once, but for the locked part.
  const crowd = [world.join(await world.person('Bob')), world.join(await world.person('Cat'), [room])]
  await until('there', () => crowd.every((it) => it.connection.socket.connected))
  const door = new pg.Client(world.postgres)
  await door.connect()
  await door.query('BEGIN; LOCK TABLE memberships IN ACCESS EXCLUSIVE MODE')
  const { socket } = world.join(ann).connection
  await until('waiting at the door', async () => {
    const waiting = await world.query(`SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock'`)
    return waiting.length > 0
  })
  await world.query(
    `INSERT INTO restrictions (id, forum, session, person, kind, reason, about, by, at)
     VALUES ($1, $2, $3, $4, 'removal', 'other', '{}', '{}', now())`,
    [uuid7(), world.forum, session, ann.id],
  )
  await tellNodes(ann)
  await until('heard', () => heard.some((it) => it.includes(ann.id)))
  await door.query('COMMIT')
  await door.end()
  await until('in', () => socket.connected)
  // As a client does that begins with what it is refused: it may be let in for the moment of the look, not longer.
  const sub = async () => (await socket.emitWithAck('sub', { ch: room })).ok
  await until('out', async () => !(await sub()))
})

test('nobody joins the nodes’ channel', async () => {
  const eve = await world.person('Eve', { forum: ['organiser'] })
  const me = channelId('person', eve.id)
  const tab = world.join(eve, [nodes, me])
  await there(tab, me)
  expect(tab.connection.position(nodes)).toBe(-1)
})

test('what is made later can be joined later, on the same socket', async () => {
  const ann = await world.person('Ann')
  const tab = world.join(ann)
  const room = channelId('session', 'later' as SessionId)
  const sub = () => tab.connection.socket.emitWithAck('sub', { ch: room })
  expect(await sub()).toMatchObject({ code: 'forbidden' })
  await world.session({ id: 'later' })
  expect(await sub()).toMatchObject({ ok: true })
})
