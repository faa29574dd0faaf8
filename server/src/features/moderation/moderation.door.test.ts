import { channelId } from '@rostrum/shared/kernel/channel.ts'
import type { ChannelId } from '@rostrum/shared/kernel/channel.ts'
import { expect, test } from 'vitest'
import { createWorld, until } from '#testing/world.ts'
import type { Person, Tab } from '#testing/world.ts'

const world = await createWorld()
const far = await world.node()
const { forum } = world
const forumRoom = channelId('forum', forum)
const moderator = await world.person('Mia', { forum: ['moderator'] })

const join = async (
  person: Person,
  channels: readonly ChannelId[],
  node: { readonly port: number } = world.app,
) => {
  const tab = world.join(person, channels, node)
  await until('joined', () => channels.every((it) => tab.connection.position(it) >= 0))
  return tab
}
const mayRead = async (person: Person, channel: ChannelId) =>
  (await world.fetch(`/api/channels/${channel}`, person)).status === 200
/** Each node keeps for a moment where a stop is on. */
const closes = (person: Person, channel: ChannelId) =>
  until('closed', async () => !(await mayRead(person, channel)))
const opens = (person: Person, channel: ChannelId) => until('open', () => mayRead(person, channel))
const call = (tab: Tab, on: boolean, session?: string) =>
  session === undefined
    ? tab.call('moderation:stopEverywhere', { forum, on })
    : tab.call('moderation:stop', { session: session as never, on })

test('I4: while a session is stopped nobody joins who was not in it, by no way; it is told, and over with the stop', async () => {
  const session = await world.session()
  const room = channelId('session', session)
  const mia = await join(moderator, [forumRoom])
  const inside = await world.person('Ann')
  const late = await world.person('Lee')
  await join(inside, [room])
  const waiting = await join(late, [forumRoom], far)
  await world.noticed([inside], room)
  expect(await call(mia, true, session)).toMatchObject({ ok: true })
  await until('told', () => waiting.moderation.in('forum', forum).held.includes(session))
  await closes(late, room)

  waiting.connection.subscribe(room)
  const ask = { session, text: 'Let me in', anonymous: false }
  expect(await waiting.call('questions:ask', ask)).toMatchObject({ ok: false, code: 'forbidden' })
  const others: readonly [string, string][] = [
    ['get', `/api/sessions/${session}/people`],
    ['get', `/api/sessions/${session}/chat`],
    ['post', `/api/stage/${session}/token`],
  ]
  for (const [method, path] of others) {
    const body = method === 'post' ? { body: JSON.stringify({ room: 'stage', device: 'abcd' }) } : {}
    expect([path, (await world.fetch(path, late, { method, ...body })).status]).toEqual([path, 403])
  }
  await until('refused', () => waiting.connection.position(room) === -1)

  await call(mia, false, session)
  await until('told again', () => !waiting.moderation.in('forum', forum).held.includes(session))
  await opens(late, room)
})

test('I4: who was in comes back while it is stopped, also after a broken line; so does who has something to do there', async () => {
  const session = await world.session()
  const room = channelId('session', session)
  const mia = await join(moderator, [forumRoom])
  const [stays, breaks, late] = [
    await world.person('Ann'),
    await world.person('Bob'),
    await world.person('Lee'),
  ]
  const panellist = await world.person('Pia', { sessions: { [session]: ['panellist'] } })
  await join(stays, [room])
  const broken = await join(breaks, [room])
  await world.noticed([stays, breaks], room)
  broken.close()
  await until('left', async () => {
    const left = await world.query('SELECT 1 FROM presence_left WHERE place = $1 AND person = $2', [
      room,
      breaks.id,
    ])
    return left.length === 1
  })
  await call(mia, true, session)
  await closes(late, room)
  for (const person of [stays, breaks, panellist, moderator])
    for (const node of [world.app, far]) await join(person, [room], node)
})

test('I4: who came in the moment the door was closed, and was not noted down, is in all the same', async () => {
  const session = await world.session()
  const room = channelId('session', session)
  const mia = await join(moderator, [forumRoom])
  const [quick, late] = [await world.person('Ann'), await world.person('Lee')]
  await join(quick, [room])
  await call(mia, true, session)
  await world.query('DELETE FROM stop_guests WHERE person = $1', [quick.id])
  await world.noticed([quick], room)
  await closes(late, room)
  await join(quick, [room], far)
})

test('I4: a stop of the whole forum holds the doors of all its sessions, and nobody is kept from reading the programme', async () => {
  const [one, other] = [await world.session(), await world.session()]
  const mia = await join(moderator, [forumRoom])
  const [inside, late] = [await world.person('Ann'), await world.person('Lee')]
  await join(inside, [forumRoom])
  await world.noticed([inside], forumRoom)
  await call(mia, true)
  for (const session of [one, other]) {
    await closes(late, channelId('session', session))
    await join(inside, [channelId('session', session)], far)
  }
  await join(late, [forumRoom])
  await call(mia, false)
  await opens(late, channelId('session', one))
})

test('what a tab has heard of closed doors is what one that has just come is shown', async () => {
  const sessions = [await world.session(), await world.session()]
  const mia = await join(moderator, [forumRoom])
  const ann = await world.person('Ann')
  const tab = await join(ann, [forumRoom])
  for (const session of sessions) await call(mia, true, session)
  await call(mia, false, sessions[0])
  const heard = () => tab.moderation.in('forum', forum).held
  await until(
    'told',
    () => heard().includes(sessions[1] ?? expect.fail()) && !heard().includes(sessions[0] ?? expect.fail()),
  )
  expect((await join(ann, [forumRoom])).moderation.in('forum', forum)).toEqual(
    tab.moderation.in('forum', forum),
  )
})
