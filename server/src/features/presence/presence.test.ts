import type { PeoplePage } from '@rostrum/shared/features/presence/presence.contract.ts'
import { channelId } from '@rostrum/shared/kernel/channel.ts'
import type { SessionId } from '@rostrum/shared/kernel/fields.ts'
import { expect, test } from 'vitest'
import { createWorld, until } from '#testing/world.ts'
import type { Person, Tab } from '#testing/world.ts'
import { isNews } from './presence.watch.ts'

const world = await createWorld()
const far = await world.node()
const organiser = await world.person('Olga', { forum: ['organiser'] })

const enter = async (person: Person, session: SessionId, node: { port: number } = world.app) => {
  const channel = channelId('session', session)
  const tab = world.join(person, [channel], node)
  await until('in', () => tab.connection.position(channel) >= 0)
  return tab
}
/** The last signal of this type that this tab has heard about this session. */
const last = <T>(tab: Tab, type: string, session: SessionId) =>
  (tab.signals as [string, T & { session: string }][]).findLast(
    ([name, it]) => name === type && it.session === session,
  )?.[1]
const counted = (tab: Tab, session: SessionId) =>
  last<{ people: number }>(tab, 'presence:counted', session)?.people
const listed = (person: Person) => world.query('UPDATE people SET listed = true WHERE id = $1', [person.id])

test('B11: distinct people are counted over all nodes; a second tab is not a second person', async () => {
  const session = await world.session()
  const [ann, bob] = [await world.person('Ann'), await world.person('Bob')]
  const here = await enter(ann, session)
  const second = await enter(ann, session, far)
  const other = await enter(bob, session, far)
  await until('two', () => [here, second, other].every((it) => counted(it, session) === 2))
  second.close()
  other.close()
  await until('one', () => counted(here, session) === 1)
})

test('who was on a node that died is not counted for long', async () => {
  const session = await world.session()
  const here = await enter(await world.person('Ann'), session)
  await world.query(`INSERT INTO presence_nodes VALUES ('dead', now() - interval '1 minute')`)
  await world.query(`INSERT INTO presence VALUES ($1, 'dead', 'ghost')`, [channelId('session', session)])
  await until('swept', () => counted(here, session) === 1)
  const left = await world.query(`SELECT * FROM presence WHERE node = 'dead'`)
  expect(left).toEqual([])
})

test('names are of those who agreed, by page, with the number of all', async () => {
  const session = await world.session()
  const [ann, zoe] = [await world.person('Ann'), await world.person('Zoe')]
  await listed(ann)
  const tab = await enter(ann, session)
  await enter(zoe, session)
  await until('two', () => counted(tab, session) === 2)
  const read = async (query = '') => {
    const answer = await world.fetch(`/api/sessions/${session}/people${query}`, zoe)
    return (await answer.json()) as PeoplePage
  }
  const page = await read()
  expect(page).toEqual({
    people: [{ id: ann.id, name: 'Ann', organisation: null }],
    next: null,
    here: 2,
    listed: 1,
  })
  expect((await read('?search=zo')).people).toEqual([])
  expect((await read(`?after=${ann.id}`)).people).toEqual([])
  expect((await read('?search=%25')).people).toEqual([])
})

test('the page of names is for those who may enter', async () => {
  const session = await world.session()
  const stranger = await world.person('Xu', { forum: [] })
  expect((await world.fetch(`/api/sessions/${session}/people`, stranger)).status).toBe(403)
  expect((await world.fetch(`/api/sessions/${session}/people`)).status).toBe(403)
})

test('reactions are added up over all nodes and told to all, and end with the emergency stop', async () => {
  const session = await world.session()
  const ann = await enter(await world.person('Ann'), session)
  const bob = await enter(await world.person('Bob'), session, far)
  for (const tab of [ann, bob, bob])
    expect((await tab.call('presence:react', { session, kind: 'applause' })).ok).toBe(true)
  const totals = (tab: Tab) => last<{ totals: object }>(tab, 'presence:reacted', session)?.totals
  for (const tab of [ann, bob]) await until('three', () => JSON.stringify(totals(tab)) === '{"applause":3}')
  const olga = await enter(organiser, session)
  await olga.call('moderation:stop', { session, on: true })
  expect(await ann.call('presence:react', { session, kind: 'agree' })).toMatchObject({ code: 'closed' })
})

test('who is muted does not applaud either', async () => {
  const session = await world.session()
  const person = await world.person('Ann')
  const ann = await enter(person, session)
  const olga = await enter(organiser, session)
  const terms = { person: person.id, reason: 'disruption', note: null, minutes: 5 } as const
  await olga.call('moderation:mute', { session, ...terms })
  expect(await ann.call('presence:react', { session, kind: 'agree' })).toMatchObject({ code: 'forbidden' })
})

test('of fifty everybody is news; of thousands one who comes or goes is told with the next repetition', () => {
  expect(isNews(12_000)).toBe(true)
  expect([isNews(49, 50), isNews(50, 49), isNews(1, 2)]).toEqual([true, true, true])
  expect([isNews(12_001, 12_000), isNews(11_900, 12_000)]).toEqual([false, false])
  expect(isNews(12_300, 12_000)).toBe(true)
})
