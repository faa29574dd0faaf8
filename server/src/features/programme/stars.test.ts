import { maxStars } from '@rostrum/shared/features/programme/programme.contract.ts'
import { channelId } from '@rostrum/shared/kernel/channel.ts'
import type { SessionId } from '@rostrum/shared/kernel/fields.ts'
import { expect, test } from 'vitest'
import { createWorld, until } from '#testing/world.ts'
import type { Person, Tab } from '#testing/world.ts'

const world = await createWorld()
const open = (person: Person) => world.join(person, [channelId('person', person.id)])
const stars = (tab: Tab) => tab.programme.in('person', tab.person.id).stars
const at = (tab: Tab) => tab.connection.position(channelId('person', tab.person.id))

test('what may not be read cannot be starred, and answers like what does not exist', async () => {
  await world.query(
    `INSERT INTO forums (id, slug, name, time_zone, starts_on, ends_on, visibility)
     VALUES ('closed1', 'closed', '{}', 'UTC', '2030-07-01', '2030-07-02', 'members')`,
  )
  await world.query(
    `INSERT INTO sessions (id, forum, title, starts_at, ends_at)
     VALUES ('inside', 'closed1', '{}', now(), now() + interval '1 hour')`,
  )
  const tab = open(await world.person('Ann'))
  for (const session of ['inside', 'absent'] as SessionId[])
    expect(await tab.call('programme:star', { session, on: true })).toMatchObject({
      ok: false,
      code: 'not_found',
    })
})

test('a starred session is in the own day on every device, and in nobody else’s', async () => {
  const [ann, bob] = [await world.person('Ann'), await world.person('Bob')]
  const [phone, laptop, other] = [open(ann), open(ann), open(bob)]
  const session = await world.session()
  for (const _twice of [1, 2])
    expect((await phone.call('programme:star', { session, on: true })).ok).toBe(true)
  await until('both devices', () => [phone, laptop].every((tab) => stars(tab).includes(session)))
  expect(stars(phone)).toEqual([session])
  expect((await laptop.call('programme:star', { session, on: false })).ok).toBe(true)
  await until('taken out', () => stars(phone).length === 0)
  expect(stars(other)).toEqual([])
})

test('more than a person’s days can hold is refused; taking out still works', async () => {
  const ann = await world.person('Ann')
  await world.query(
    `WITH made AS (INSERT INTO sessions (id, forum, title, starts_at, ends_at)
       SELECT 'full' || n, 'forum1', '{}', now(), now() + interval '1 hour' FROM generate_series(1, $2::int) n RETURNING id)
     INSERT INTO stars (forum, session, person, made_at) SELECT 'forum1', id, $1, now() FROM made`,
    [ann.id, maxStars],
  )
  const tab = open(ann)
  const session = await world.session()
  expect(await tab.call('programme:star', { session, on: true })).toMatchObject({ ok: false, code: 'closed' })
  expect((await tab.call('programme:star', { session: 'full1' as SessionId, on: false })).ok).toBe(true)
  expect((await tab.call('programme:star', { session, on: true })).ok).toBe(true)
})

test('old snapshot and events make the fresh snapshot', async () => {
  const ann = await world.person('Ann')
  const sessions = [await world.session(), await world.session(), await world.session()]
  const old = open(ann)
  await until('first snapshot', () => at(old) >= 0)
  for (const session of sessions.toReversed()) await old.call('programme:star', { session, on: true })
  for (const session of sessions.slice(0, 1)) await old.call('programme:star', { session, on: false })
  const fresh = open(ann)
  await until('both at the same place', () => at(fresh) >= 4 && at(old) === at(fresh))
  expect(stars(old)).toEqual(stars(fresh))
  expect(stars(fresh)).toEqual(sessions.slice(1).toSorted())
})
