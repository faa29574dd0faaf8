import { channelId } from '@rostrum/shared/kernel/channel.ts'
import type { PersonId } from '@rostrum/shared/kernel/fields.ts'
import { expect, test } from 'vitest'
import { createReader } from '#adapters/postgres/pool.ts'
import { createWorld, until } from '#testing/world.ts'
import type { Person } from '#testing/world.ts'
import { createGrants } from './grants.service.ts'
import { cards } from './people.service.ts'

const world = await createWorld()
const main = 'main' as never

/** A tab that has heard its person's channel. */
async function tabOf(person: Person) {
  const tab = world.join(person, [channelId('person', person.id)])
  await until('profile', () => tab.people.in('person', person.id).me.id === person.id)
  return tab
}

/* ── refusals ──────────────────────────────────────────────────────────────────────────────────── */

test.each([
  [{ name: 'Moderator' }, ['name']],
  [{ name: 'Mоderatоr Ann' }, ['name']],
  [{ name: 'Ann\u202e' }, ['name']],
  [{ name: '' }, ['name']],
  [{ name: '   ' }, ['name']],
  [{ name: 'a'.repeat(81) }, ['name']],
  [{ name: 'Ann', organisation: 'x@y.example' }, ['organisation']],
  [{ country: 'XX' }, ['country']],
  [{ country: 'ch' }, ['country']],
  [{ timeZone: 'Mars/Olympus' }, ['timeZone']],
  [{ timeZone: '+02:00' }, ['timeZone']],
  [{ stakeholderGroup: 'aliens' }, ['stakeholderGroup']],
  [{ language: '../en' }, ['language']],
  [{ languages: Array.from({ length: 11 }, () => 'en') }, ['languages']],
  [{ gender: 'x'.repeat(61) }, ['gender']],
  [{ listed: 'yes' }, ['listed']],
  [{ email: 'new@canary.invalid' }, ['']],
  [{ version: 99 }, ['']],
])('a profile cannot hold %j', async (change, fields) => {
  const ann = await world.person('Ann')
  const tab = world.join(ann)
  const answer = await tab.call('people:update', { base: 1, ...change } as never)
  expect(answer).toMatchObject({ ok: false, code: 'invalid', retry: false })
  expect([...new Set('state' in answer ? (answer.state as string[]) : [])]).toEqual(fields)
  expect(await world.query('SELECT name, version FROM people WHERE id = $1', [ann.id])).toEqual([
    { name: 'Ann', version: 1 },
  ])
})

test('who has seen an older profile is shown the present one, and changes nothing', async () => {
  const ann = await world.person('Ann')
  const tab = world.join(ann)
  expect(await tab.call('people:update', { base: 1, country: 'BD' })).toMatchObject({ ok: true })
  const late = await tab.call('people:update', { base: 1, country: 'CH' })
  expect(late).toMatchObject({ ok: false, code: 'conflict', state: { me: { country: 'BD', version: 2 } } })
})

test('nobody sends the commands of the servers, whatever their roles', async () => {
  const chief = await world.person('Chief', { forum: ['organiser', 'moderator'] })
  const tab = world.join(chief, [channelId('nodes', main)])
  const grant = {
    deployment: main,
    email: 'a@b.example',
    forum: world.forum,
    role: 'organiser',
    on: true,
  } as const
  expect(await tab.call('people:grant', grant)).toMatchObject({ ok: false, code: 'forbidden' })
  const hash = 'a'.repeat(64)
  expect(
    await tab.call('people:signIn', {
      deployment: main,
      link: hash,
      secret: hash,
      device: { browser: null, system: null },
      kept: true,
      browser: null,
      replaces: null,
    }),
  ).toMatchObject({ ok: false, code: 'forbidden' })
  expect(
    await tab.call('people:askLink', {
      deployment: main,
      email: 'a@b.example',
      browser: null,
      next: '/',
      language: 'en',
      from: '',
    }),
  ).toMatchObject({ ok: false, code: 'forbidden' })
  expect(tab.connection.position(channelId('nodes', main))).toBe(-1)
})

test('a signed-in person hears of themselves, and of nobody else', async () => {
  const ann = await world.person('Ann')
  const bob = await world.person('Bob')
  const tab = world.join(ann, [channelId('person', ann.id), channelId('person', bob.id)])
  await until('profile', () => tab.people.in('person', ann.id).me.name === 'Ann')
  expect(tab.connection.position(channelId('person', bob.id))).toBe(-1)
})

test('J1: an address reaches the one whose it is, and no other wire', async () => {
  const session = await world.session()
  const ann = await world.person('Ann')
  const channels = [channelId('forum', world.forum), channelId('session', session)]
  const others = await Promise.all(
    (['organiser', 'attendee'] as const).map((role) => world.person('Other', { forum: [role] })),
  )
  const tabs = others.map((it) => world.join(it, channels))
  const mine = await tabOf(ann)
  await mine.call('people:update', { base: 1, organisation: 'Delta', listed: true })
  await world.app.makeOrganiser({ email: `${ann.id}@canary.invalid`.toLowerCase(), forum: world.forum })
  await until(
    'both',
    () => mine.people.in('person', ann.id).grants.forums[world.forum]?.includes('organiser') === true,
  )
  expect(JSON.stringify(mine.people.in('person', ann.id))).toContain('canary.invalid')
  for (const tab of tabs) expect(JSON.stringify(tab.heard)).not.toContain('canary.invalid')
  const programme = await (await world.fetch(`/api/sessions/${session}`, others[0])).text()
  expect(programme).not.toContain('canary.invalid')
})

/* ── what works ────────────────────────────────────────────────────────────────────────────────── */

test('who has signed out everywhere is nobody', async () => {
  const ann = await world.person('Ann')
  const tab = world.join(ann)
  expect((await tab.call('people:signOutEverywhere', {})).ok).toBe(true)
  const answer = await world.fetch('/api/commands/people.signOutEverywhere', ann, {
    method: 'POST',
    body: '{}',
  })
  expect(answer.status).toBe(403)
})

test('a profile keeps what is said, in one form, and leaves the rest', async () => {
  const ann = await world.person('Ann')
  const tab = await tabOf(ann)
  await tab.call('people:update', {
    base: 1,
    name: '  José Ramón ', // written with combining marks, kept in NFC
    organisation: 'Delta Connect Trust',
    country: 'BD',
    stakeholderGroup: 'civil_society',
    language: 'ar',
    languages: ['bn', 'en', 'bn'],
    timeZone: 'Asia/Dhaka',
    gender: 'woman',
    listed: true,
  })
  await tab.call('people:update', { base: 2, gender: null })
  await until('both', () => tab.people.in('person', ann.id).me.version === 3)
  expect(tab.people.in('person', ann.id).me).toMatchObject({
    name: 'José Ramón',
    organisation: 'Delta Connect Trust',
    country: 'BD',
    stakeholderGroup: 'civil_society',
    language: 'ar',
    languages: ['bn', 'en'],
    timeZone: 'Asia/Dhaka',
    gender: null,
    listed: true,
  })
})

test('others may know a name and an organisation, in one query for all', async () => {
  const [ann, bob] = [await world.person('Ann'), await world.person('Bob')]
  const reader = createReader(world.postgres)
  const known = await cards(reader.db, [ann.id, bob.id, 'nobody' as PersonId])
  await reader.stop()
  expect(Object.fromEntries(known)).toEqual({
    [ann.id]: { name: 'Ann', organisation: null },
    [bob.id]: { name: 'Bob', organisation: null },
  })
})

test('who is banned from a forum is nothing there, nor in its sessions, whatever they were given', async () => {
  const session = await world.session()
  const ann = await world.person('Ann', { forum: ['moderator'], sessions: { [session]: ['chair'] } })
  const reader = createReader(world.postgres)
  const grantsWith = async (banned: readonly (typeof world.forum)[]) => {
    const { grantsOf } = createGrants({
      sessionRoles: async () => new Map([[ann.id, { [session]: ['chair'], elsewhere: ['panellist'] }]]),
      forumOf: async (id) => (id === session ? world.forum : ('other' as typeof world.forum)),
      openForums: async () => [],
      shutOut: async () => new Map([[ann.id, { forums: banned, sessions: [] }]]),
    })
    return (await grantsOf(reader.db as never, [ann.id])).get(ann.id)
  }
  expect(await grantsWith([])).toEqual({
    forums: { [world.forum]: ['moderator'] },
    sessions: { [session]: ['chair'], elsewhere: ['panellist'] },
  })
  expect(await grantsWith([world.forum])).toEqual({ forums: {}, sessions: { elsewhere: ['panellist'] } })
  await reader.stop()
})

test('who becomes an organiser hears of it in the tabs they have open, also from another process', async () => {
  const ann = await world.person('Ann')
  const tab = world.join(ann, [channelId('person', ann.id)])
  await until('profile', () => tab.people.in('person', ann.id).me.name === 'Ann')
  const desk = await world.node({ background: false })
  await desk.makeOrganiser({ email: `${ann.id}@Canary.invalid `, forum: world.forum })
  await until(
    'the role',
    () => tab.people.in('person', ann.id).grants.forums[world.forum]?.includes('organiser') === true,
  )
})

/* ── convergence ───────────────────────────────────────────────────────────────────────────────── */

test('old snapshot and events make the fresh snapshot, in the channel of a person', async () => {
  const ann = await world.person('Ann')
  const old = await tabOf(ann)
  await old.call('people:update', { base: 1, name: 'Ann Lee', languages: ['fr'] })
  await world.app.makeOrganiser({ email: `${ann.id}@canary.invalid`.toLowerCase(), forum: world.forum })
  await old.call('people:update', { base: 2, listed: true })
  const types = () => old.heard.flatMap(([, entries]) => entries.map(([, type]) => type))
  await until('all events', () => types().length >= 3)
  expect(new Set(types())).toEqual(new Set(['people:profile', 'people:granted']))
  const fresh = await tabOf(ann)
  expect(old.people.in('person', ann.id)).toEqual(fresh.people.in('person', ann.id))
  expect(fresh.people.in('person', ann.id).grants.forums[world.forum]).toEqual(['attendee', 'organiser'])
})
