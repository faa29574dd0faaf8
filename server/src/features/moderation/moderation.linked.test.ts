import type { Linked } from '@rostrum/shared/features/moderation/moderation.contract.ts'
import { channelId } from '@rostrum/shared/kernel/channel.ts'
import type { PersonId } from '@rostrum/shared/kernel/fields.ts'
import { uuid7 } from '@rostrum/shared/kernel/ids.ts'
import { expect, test } from 'vitest'
import { createBrowser, tokenIn } from '#testing/browser.ts'
import { createWorld, until } from '#testing/world.ts'
import type { Person } from '#testing/world.ts'

const world = await createWorld()
const { forum } = world
const session = await world.session()
await world.query(
  `INSERT INTO forums (id, slug, name, time_zone, starts_on, ends_on)
   VALUES ('forum2', 'forum2', '{"en": "Another"}', 'Europe/Zurich', '2030-07-01', '2030-07-05')`,
)
const moderator = await world.person('Mia', { forum: ['moderator'] })
const organiser = await world.person('Olga', { forum: ['organiser'] })
const chair = await world.person('Carl', { sessions: { [session]: ['chair'] } })
const attendee = await world.person('Ann')
const foreigner = await world.person('Fay', { forum: [] })
await world.query(`INSERT INTO memberships (forum, person, role) VALUES ('forum2', $1, 'organiser')`, [
  foreigner.id,
])

type Browser = ReturnType<typeof createBrowser>
const post = (browser: Browser, command: string, input: object) =>
  browser.post(`/api/commands/${command}`, input, { 'idempotency-key': uuid7() })

/** Signs in there with an account of that name, made when there is none, by a link that an operator made. */
async function signIn(browser: Browser, name: string, more: object = {}): Promise<Person> {
  const link = await world.app.makeSignInLink({ email: `${name}@canary.invalid` })
  await browser.post('/api/sign-in/confirm', { token: tokenIn(link), ...more })
  const { me } = (await browser.get('/api/me')) as { me: { id: PersonId; name: string; version: number } }
  if (me.name === '') await post(browser, 'people.update', { base: me.version, name })
  return { id: me.id, cookie: `rostrum_session=${browser.jar.get('rostrum_session')}` }
}
const ask = (who: Person, about: PersonId | string, place: string = forum) =>
  world.fetch(`/api/forums/${place}/people/${about}/linked`, who)
const namesShown = async (about: Person, who = moderator) =>
  ((await (await ask(who, about.id)).json()) as Linked).people.map((it) => it.name)

const tab = world.join(moderator, [channelId('desk', forum)])
async function ban(person: Person) {
  const made = await tab.call('moderation:ban', { forum, person: person.id, reason: 'insult', note: null })
  return made.ok ? made.output.id : expect.fail(made.code)
}

test('E3: an account made earlier in the browser of a banned person is shown to those who can ban it too', async () => {
  const [laptop, phone] = [createBrowser(world), createBrowser(world)]
  const second = await signIn(laptop, 'Quiet')
  const first = await signIn(laptop, 'Loud')
  const onPhone = await signIn(phone, 'Loud')
  const room = channelId('session', session)
  const tabs = [first, onPhone].map((it) => world.join(it, [room]))
  const inside = () => tabs.map((it) => it.connection.position(room) >= 0)
  await until('all are in', () => inside().every(Boolean))
  expect((await ask(moderator, first.id)).status).toBe(404)

  await ban(first)
  await until('all sign-ins are out', () => !inside().some(Boolean))
  expect(await namesShown(first)).toEqual(['Quiet'])
  expect(await namesShown(first, organiser)).toEqual(['Quiet'])

  await signIn(laptop, 'Quiet') // and goes on as the other one
  const again = world.join({ ...second, cookie: `rostrum_session=${laptop.jar.get('rostrum_session')}` }, [
    room,
  ])
  await until('is in', () => again.connection.position(room) >= 0)
  await ban(second)
  await until('is out', () => again.connection.position(room) === -1)
  expect(await namesShown(second)).toEqual(['Loud'])
})

test('E3: a name, an organisation and a badge are all that is shown', async () => {
  const browser = createBrowser(world)
  const officer = await signIn(browser, 'Officer')
  await world.query('UPDATE people SET organisation = $1 WHERE id = $2', ['An office', officer.id])
  await world.query(`INSERT INTO memberships (forum, person, role) VALUES ($1, $2, 'organiser')`, [
    forum,
    officer.id,
  ])
  const pest = await signIn(browser, 'Pest')
  await ban(pest)
  const response = await ask(moderator, pest.id)
  expect(response.headers.get('cache-control')).toBe('no-store')
  expect(await response.json()).toEqual({
    people: [{ id: officer.id, name: 'Officer', organisation: 'An office', badge: 'organiser' }],
  })
})

test('E3: nobody else learns anything, and nobody learns of who is not banned, is banned elsewhere, or is not there', async () => {
  const browser = createBrowser(world)
  await signIn(browser, 'Other')
  const pest = await signIn(browser, 'Banned')
  await ban(pest)
  const said = async (who: Person, about: string, place?: string) => {
    const response = await ask(who, about, place)
    return { status: response.status, body: await response.text() }
  }
  for (const who of [attendee, chair, foreigner, pest]) {
    const nobody = await said(who, 'nobody')
    expect(nobody.status).toBe(403)
    for (const about of [pest.id, attendee.id]) expect(await said(who, about)).toEqual(nobody)
  }
  const nobody = await said(moderator, 'nobody')
  expect(nobody.status).toBe(404)
  expect(await said(moderator, attendee.id)).toEqual(nobody)
  // Muted in the whole forum is not banned from it.
  const muted = { forum, person: attendee.id, reason: 'insult', note: null, minutes: null } as const
  expect(await tab.call('moderation:muteEverywhere', muted)).toMatchObject({ ok: true })
  expect(await said(moderator, attendee.id)).toEqual(nobody)
  // Banned here, and asked about where the ban is not.
  expect(await said(foreigner, pest.id, 'forum2')).toEqual(await said(foreigner, 'nobody', 'forum2'))
})

test('E3: who said that the device is shared is not linked, nor who uses another browser, nor who is not of the forum', async () => {
  const [kiosk, other] = [createBrowser(world), createBrowser(world)]
  await signIn(kiosk, 'Passer-by', { shared: true })
  await signIn(other, 'Elsewhere')
  const stranger = await signIn(kiosk, 'Stranger')
  await world.query('DELETE FROM memberships WHERE person = $1 AND forum = $2', [stranger.id, forum])
  const pest = await signIn(kiosk, 'Kept')
  await signIn(kiosk, 'Next', { shared: true })
  await ban(pest)
  expect(await namesShown(pest)).toEqual([])
})

test('E3: words that another program has put in place of a mark link nobody', async () => {
  const [one, two] = [createBrowser(world), createBrowser(world)]
  for (const it of [one, two]) it.jar.set('rostrum_browser', 'removed-for-your-privacy')
  await signIn(one, 'Guarded')
  const pest = await signIn(two, 'Guarded-too')
  await ban(pest)
  expect(await namesShown(pest)).toEqual([])
})

test('E3: when the ban is lifted or has run out, nothing is shown any more', async () => {
  const browser = createBrowser(world)
  await signIn(browser, 'Sibling')
  const pest = await signIn(browser, 'Forgiven')
  const restriction = await ban(pest)
  expect(await namesShown(pest)).toEqual(['Sibling'])
  await tab.call('moderation:liftEverywhere', { forum, restriction, base: 1 })
  expect((await ask(moderator, pest.id)).status).toBe(404)
  await ban(pest)
  expect(await namesShown(pest)).toEqual(['Sibling'])
  world.advance(25 * 3_600_000)
  expect((await ask(moderator, pest.id)).status).toBe(404)
})
