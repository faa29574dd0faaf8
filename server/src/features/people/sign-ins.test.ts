import { channelId } from '@rostrum/shared/kernel/channel.ts'
import { uuid7 } from '@rostrum/shared/kernel/ids.ts'
import { expect, test } from 'vitest'
import { createBrowser, tokenIn } from '#testing/browser.ts'
import { createWorld, until } from '#testing/world.ts'

const world = await createWorld()
const minute = 60_000
let count = 0
const address = () => `somebody${++count}@canary.invalid`
const nameAs = (browser: ReturnType<typeof createBrowser>, name: string) =>
  browser.post('/api/commands/people.update', { base: 1, name }, { 'idempotency-key': uuid7() })

test('E10: each sign-in is a new one, and ends the one this browser had', async () => {
  const email = address()
  const browser = createBrowser(world)
  browser.jar.set('rostrum_session', 'chosen-by-an-attacker')
  await browser.signIn(email)
  const first = browser.jar.get('rostrum_session')
  await browser.signIn(email)
  const second = browser.jar.get('rostrum_session')
  expect(new Set(['chosen-by-an-attacker', first, second]).size).toBe(3)
  const old = createBrowser(world)
  old.jar.set('rostrum_session', first ?? '')
  expect((await old.get('/api/me'))['me']).toBeNull()
  expect((await browser.get('/api/me'))['me']).toMatchObject({ email })
})

test('the cookie cannot be read by scripts, is not sent from foreign pages, and on https belongs to this host alone', async () => {
  const secure = await createWorld({ baseUrl: 'https://forum.example', origins: ['https://forum.example'] })
  const headers = { origin: 'https://forum.example' }
  const cookiesOf = async (there: typeof world, base: Record<string, string>) => {
    const link = await there.app.makeSignInLink({ email: 'c@canary.invalid' })
    const answer = await createBrowser(there).post('/api/sign-in/confirm', { token: tokenIn(link) }, base)
    return answer.headers.getSetCookie().join('\n')
  }
  expect(await cookiesOf(secure, headers)).toMatch(
    /^__Host-rostrum_session=[\w-]{43}; Max-Age=2592000; Path=\/;.*HttpOnly; Secure; SameSite=Lax$/m,
  )
  expect(await cookiesOf(world, {})).toMatch(/^rostrum_session=[\w-]{43}; .*HttpOnly; SameSite=Lax$/m)
})

test('on a shared device nothing outlives the browser, and nothing the day', async () => {
  const link = await world.app.makeSignInLink({ email: address() })
  const browser = createBrowser(world)
  const { headers } = await browser.post('/api/sign-in/confirm', { token: tokenIn(link), shared: true })
  expect(headers.getSetCookie().join()).not.toMatch(/max-age|expires/i)
  world.advance(13 * 60 * minute)
  expect((await browser.get('/api/me'))['me']).toBeNull()
})

test('the mark of a browser that only asks lasts a day; with a kept sign-in it lasts as long as that, also when it signs out', async () => {
  const browser = createBrowser(world)
  const marked = (headers: Headers) =>
    /rostrum_browser=[^;]+; Max-Age=(\d+)/.exec(headers.getSetCookie().join())?.[1]
  const mark = () => browser.jar.get('rostrum_browser')
  expect(marked((await browser.ask(address())).headers)).toBe('86400')
  const asked = mark()
  const link = await world.app.makeSignInLink({ email: address() })
  expect(marked((await browser.post('/api/sign-in/confirm', { token: tokenIn(link) })).headers)).toBe(
    '2592000',
  )
  expect(marked((await browser.fetch('/api/me')).headers)).toBe('2592000')
  await browser.post('/api/sign-out', {})
  expect(marked((await browser.ask(address())).headers)).toBeUndefined()
  expect(mark()).toBe(asked)
})

test('a shared device leaves no mark of the browser with the sign-in, and nobody is given the hash of one', async () => {
  const [kept, shared] = [createBrowser(world), createBrowser(world)]
  for (const browser of [kept, shared]) {
    await browser.ask(address()) // which gives it a mark
    const link = await world.app.makeSignInLink({ email: address() })
    await browser.post('/api/sign-in/confirm', { token: tokenIn(link), shared: browser === shared })
    const { sign_ins: rows } = (await browser.get('/api/me/data')) as { sign_ins: { id: string }[] }
    const stored = await world.query('SELECT browser_hash FROM sign_ins WHERE id = $1', [rows[0]?.id])
    expect(stored).toEqual([{ browser_hash: browser === shared ? null : expect.any(Buffer) }])
    expect(Object.keys(rows[0] ?? {})).not.toContain('browser_hash')
  }
})

test('a sign-in that is used runs on; one that is not used for thirty days has ended', async () => {
  const day = 24 * 60 * minute
  const used = createBrowser(world)
  const idle = createBrowser(world)
  for (const browser of [used, idle]) {
    const link = await world.app.makeSignInLink({ email: address() })
    await browser.post('/api/sign-in/confirm', { token: tokenIn(link) })
  }
  world.advance(20 * day)
  expect((await used.fetch('/api/me')).headers.getSetCookie().join()).toMatch(
    /rostrum_session=.*Max-Age=2592000/,
  )
  world.advance(20 * day)
  expect((await used.get('/api/me'))['me']).not.toBeNull()
  expect((await idle.get('/api/me'))['me']).toBeNull()
})

test('E14: somebody new attends the open forums, under a new id even with an address that was somebody’s', async () => {
  const email = address()
  const browser = createBrowser(world)
  await browser.signIn(email)
  await nameAs(browser, 'Ann')
  const before = (await browser.get('/api/me')) as { me: { id: string }; grants: { forums: object } }
  expect(before.grants.forums).toEqual({ [world.forum]: ['attendee'] })
  await world.app.makeOrganiser({ email, forum: world.forum })
  expect((await browser.get('/api/me'))['grants']).toMatchObject({
    forums: { [world.forum]: ['attendee', 'organiser'] },
  })
  await world.query('DELETE FROM memberships WHERE person = $1', [before.me.id])
  await world.query('DELETE FROM sign_ins WHERE person = $1', [before.me.id])
  await world.query('DELETE FROM people WHERE id = $1', [before.me.id])
  expect((await browser.get('/api/me'))['me']).toBeNull()
  const successor = createBrowser(world)
  await successor.signIn(email)
  await nameAs(successor, 'Bob')
  const after = (await successor.get('/api/me')) as typeof before
  expect(after.me.id).not.toBe(before.me.id)
  expect(after.grants.forums).toEqual({ [world.forum]: ['attendee'] })
})

test('E1: a person sees where they are signed in, and ends one or all of it at once', async () => {
  const email = address()
  const [laptop, phone, third] = [
    createBrowser(world),
    createBrowser(
      world,
      'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) Version/18.5 Mobile Safari/604.1',
    ),
    createBrowser(world),
  ]
  for (const browser of [laptop, phone, third]) await browser.signIn(email)
  const listed = (await laptop.get('/api/me/sign-ins'))['signIns'] as { id: string; here: boolean }[]
  expect(listed).toHaveLength(3)
  expect(listed.find((it) => it.here)).toMatchObject({ browser: 'Firefox', system: 'Linux', kept: true })
  const other = listed.find((it) => !it.here && JSON.stringify(it).includes('iPhone'))
  const { id } = (await laptop.get('/api/me'))['me'] as { id: never }
  const cookie = `rostrum_session=${phone.jar.get('rostrum_session')}`
  const tab = world.join({ id, cookie }, [channelId('person', id)])
  await until('connected', () => tab.connection.socket.connected)
  await laptop.post('/api/commands/people.endSignIn', { signIn: other?.id }, { 'idempotency-key': uuid7() })
  await until('the phone is out', () => !tab.connection.socket.connected, 1_000)
  expect((await phone.get('/api/me'))['me']).toBeNull()
  expect((await third.get('/api/me'))['me']).not.toBeNull()

  await laptop.post('/api/sign-out', {})
  expect(laptop.jar.has('rostrum_session')).toBe(false)
  expect((await third.get('/api/me'))['me']).not.toBeNull()
  await third.post('/api/commands/people.signOutEverywhere', {}, { 'idempotency-key': uuid7() })
  expect((await third.get('/api/me'))['me']).toBeNull()
})

test('nobody ends the sign-in of somebody else', async () => {
  const [ann, bob] = [createBrowser(world), createBrowser(world)]
  await ann.signIn(address())
  await bob.signIn(address())
  const [mine] = (await ann.get('/api/me/sign-ins'))['signIns'] as { id: string }[]
  await bob.post('/api/commands/people.endSignIn', { signIn: mine?.id }, { 'idempotency-key': uuid7() })
  expect((await ann.get('/api/me'))['me']).not.toBeNull()
})

test('nobody takes part without a name: until it is said, no role counts', async () => {
  const email = address()
  const browser = createBrowser(world)
  await browser.signIn(email)
  await world.app.makeOrganiser({ email, forum: world.forum })
  const before = (await browser.get('/api/me')) as { me: { id: never; name: string }; grants: object }
  expect(before.me.name).toBe('')
  expect(before.grants).toEqual({ forums: {}, sessions: {} })
  const cookie = `rostrum_session=${browser.jar.get('rostrum_session')}`
  const tab = world.join({ id: before.me.id, cookie }, [channelId('person', before.me.id)])
  expect(await tab.call('people:update', { base: 1, name: 'Ann Lee' })).toMatchObject({ ok: true })
  await until(
    'the roles',
    () => tab.people.in('person', before.me.id).grants.forums[world.forum]?.includes('organiser') === true,
  )
  tab.connection.subscribe(channelId('forum', world.forum))
  await until('the forum', () => tab.connection.position(channelId('forum', world.forum)) >= 0)
})

test('J4: a sign-in that ended or ran out is kept for thirty days and then forgotten; those in force stay', async () => {
  const day = 86_400_000
  const there = await createWorld()
  const [ended, over, stays] = [createBrowser(there), createBrowser(there), createBrowser(there)]
  for (const it of [ended, over, stays]) await it.signIn(address())
  await ended.post('/api/sign-out', {})
  const [shared] = (await over.get('/api/me/sign-ins'))['signIns'] as { id: string }[]
  await there.query(`UPDATE sign_ins SET expires_at = now() + interval '12 hours' WHERE id = $1`, [
    shared?.id,
  ])
  const left = async () => (await there.query('SELECT 1 FROM sign_ins')).length
  there.advance(29 * day)
  await stays.get('/api/me') // which lets it run on
  expect(await there.app.retention.run()).toMatchObject({ sign_ins: 0 })
  there.advance(2 * day)
  expect(await there.app.retention.run()).toMatchObject({ sign_ins: 2 })
  expect(await left()).toBe(1)
  expect((await stays.get('/api/me'))['me']).not.toBeNull()
})
