import { request } from 'node:http'
import pg from 'pg'
import { expect, test, vi } from 'vitest'
import { createBrowser, mailsTo, tokenIn } from '#testing/browser.ts'
import { createWorld, until } from '#testing/world.ts'

const world = await createWorld()
const minute = 60_000

const linkFor = async (email: string, at = 0): Promise<string> => {
  await until('a mail', async () => (await mailsTo(world, email)).length > at)
  return (await mailsTo(world, email))[0] ?? ''
}
let count = 0
const address = () => `somebody${++count}@canary.invalid`

/* ── refusals ──────────────────────────────────────────────────────────────────────────────────── */

test.each([
  'a@b.example\r\nBcc: all@evil.example',
  'a@b.example\nSubject: x',
  'a@b.example%0aBcc',
  'a@b.example, c@d.example',
  'a@b.example;c@d.example',
  '"a b"@c.example',
  '<a@b.example>',
  'a@@b.example',
  'a@b',
  '@b.example',
  'a\u0000@b.example',
  'a\u2028@b.example',
  `${'a'.repeat(300)}@b.example`,
  '',
  7,
  null,
  ['a@b.example'],
  { address: 'a@b.example' },
])('H7: %j is no address to send a link to', async (email) => {
  const before = await world.query('SELECT 1 FROM sign_in_links')
  const { status, body } = await createBrowser(world).post('/api/sign-in', { email })
  const after = await world.query('SELECT 1 FROM sign_in_links')
  if (email === 'a@b.example%0aBcc') return // an odd name, and no line break: nothing decodes it
  expect([status, body['code']]).toEqual([400, 'invalid'])
  expect(after.length).toBe(before.length)
})

test('a made-up token is worth nothing, and one can tell nothing from it', async () => {
  const browser = createBrowser(world)
  for (const token of ['A'.repeat(43), 'short', '', '../../etc', 5]) {
    const look = await browser.post('/api/sign-in/look', { token })
    expect([200, 400]).toContain(look.status)
    if (look.status === 200) expect(look.body).toEqual({ state: 'unknown' })
    expect((await browser.post('/api/sign-in/confirm', { token, elsewhere: true })).status).not.toBe(200)
  }
  expect((await browser.get('/api/me'))['me']).toBeNull()
})

test('E12: a form on a foreign page can ask for nothing and sign nobody in', async () => {
  const forged = [
    { 'content-type': 'application/x-www-form-urlencoded' },
    { 'content-type': 'text/plain' },
    { 'content-type': 'multipart/form-data; boundary=x' },
  ]
  const paths = [
    '/api/sign-in',
    '/api/sign-in/again',
    '/api/sign-in/look',
    '/api/sign-in/confirm',
    '/api/sign-out',
  ]
  for (const path of paths)
    for (const headers of forged) {
      const init = { method: 'POST', body: '{"email":"csrf@canary.invalid"}' }
      const foreign = await world.fetch(path, undefined, {
        ...init,
        headers: { ...headers, origin: 'https://evil.example' },
      })
      expect(foreign.status, path).toBe(403)
      const own = await world.fetch(path, undefined, { ...init, headers })
      expect(own.status, path).toBeGreaterThanOrEqual(400) // and even from here: JSON, or nothing
    }
  expect(await world.query(`SELECT 1 FROM sign_in_links WHERE email = 'csrf@canary.invalid'`)).toEqual([])
})

test('E4: a link runs out after fifteen minutes, and offers a new one to the same address', async () => {
  const email = address()
  const browser = createBrowser(world)
  await browser.ask(email)
  const token = tokenIn(await linkFor(email))
  world.advance(16 * minute)
  const look = await browser.post('/api/sign-in/look', { token })
  expect(look.body).toEqual({ state: 'old', email: `s…@canary.invalid` })
  expect((await browser.post('/api/sign-in/confirm', { token })).status).toBe(410)
  expect((await browser.post('/api/sign-in/again', { token })).status).toBe(200)
  const fresh = tokenIn(await linkFor(email, 1))
  expect((await browser.post('/api/sign-in/confirm', { token: fresh })).status).toBe(200)
})

test('I9: five links an hour for one address, whoever asks, known or not', async () => {
  const ann = await world.person('Ann')
  for (const email of [address(), `${ann.id}@canary.invalid`.toLowerCase()]) {
    const statuses = []
    for (let i = 0; i < 6; i++) statuses.push((await createBrowser(world).ask(email)).status)
    expect(statuses).toEqual([200, 200, 200, 200, 200, 429])
    world.advance(61 * minute)
    expect((await createBrowser(world).ask(email)).status).toBe(200)
  }
})

test('I1 I9: one network cannot ask for links without end', async () => {
  world.advance(61 * minute)
  const browser = createBrowser(world)
  const statuses = await Promise.all(Array.from({ length: 110 }, () => browser.ask(address())))
  expect(statuses.filter((it) => it.status === 429)).toHaveLength(10)
  world.advance(11 * minute)
  expect((await browser.ask(address())).status).toBe(200)
})

/* ── what one cannot find out ──────────────────────────────────────────────────────────────────── */

test('E6: asking does the same work and says the same, whether or not there is such a person', async () => {
  world.advance(11 * minute)
  const bob = await world.person('Bob')
  const known = `${bob.id}@canary.invalid`.toLowerCase()
  const unknown = 'x'.repeat(known.indexOf('@')) + '@canary.invalid'
  const seen: string[] = []
  const query = pg.Client.prototype.query as (...all: unknown[]) => unknown
  const spy = vi.spyOn(pg.Client.prototype, 'query').mockImplementation(function (
    this: pg.Client,
    ...all: unknown[]
  ) {
    const text = typeof all[0] === 'string' ? all[0] : ((all[0] as { text?: string } | null)?.text ?? '')
    // Counting who is here is the server's own work, whoever asks for what.
    const isAsked = !/FROM presence/.test(text)
    if (isAsked && /people|sign_in_links|mails|memberships/.test(text) && !/^update mails/i.test(text.trim()))
      seen.push(text)
    return query.apply(this, all)
  } as typeof pg.Client.prototype.query)
  const work = async (email: string) => {
    const { status, body, headers } = await createBrowser(world).ask(email)
    // Up to the answer; the mail is made after it, and nobody who asks can see how long that takes.
    return {
      queries: seen.splice(0).filter((it) => !/UPDATE "?sign_in_links|DELETE FROM mails/i.test(it)),
      answer: { status, body: { ...body, email: '' }, headers: [...headers.keys()].toSorted() },
    }
  }
  await work(address()) // the first one prepares statements
  const [one, other] = [await work(known), await work(unknown)]
  spy.mockRestore()
  expect(one).toEqual(other)
  expect(one.queries.length).toBeGreaterThan(0)
  expect(one.queries.filter((it) => /people|memberships/.test(it))).toEqual([])
})

test('E5: a link begins with our own address, whatever a request calls us', async () => {
  const email = address()
  await createBrowser(world).post(
    '/api/sign-in',
    { email },
    { 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'https', forwarded: 'host=evil.example' },
  )
  expect(new URL(await linkFor(email)).origin).toBe(`http://127.0.0.1:${world.app.port}`)
  const there = await createWorld({ baseUrl: 'https://forum.example', origins: ['https://forum.example'] })
  const body = JSON.stringify({ email })
  const status = await new Promise((resolve) =>
    request({
      port: there.app.port,
      path: '/api/sign-in',
      method: 'POST',
      headers: {
        host: 'evil.example',
        origin: 'https://forum.example',
        'content-type': 'application/json',
        'content-length': body.length,
      },
    })
      .on('response', (it) => resolve(it.statusCode))
      .end(body),
  )
  expect(status).toBe(200)
  await until('a mail', async () => (await mailsTo(there, email)).length > 0)
  expect(new URL((await mailsTo(there, email))[0] ?? '').origin).toBe('https://forum.example')
  const link = await world.app.makeSignInLink({ email, host: `attendee.localhost:${world.app.port}` })
  expect(new URL(link).origin).toBe(`http://attendee.localhost:${world.app.port}`)
})

test('neither tokens nor addresses are written to the log, and no secret to the database', async () => {
  const written: string[] = []
  const spies = [process.stderr, process.stdout].map((it) =>
    vi.spyOn(it, 'write').mockImplementation((text) => Boolean(written.push(String(text)))),
  )
  const email = address()
  const browser = createBrowser(world)
  const token = tokenIn(await browser.signIn(email))
  await browser.post('/api/sign-in/look', { token })
  await browser.post('/api/sign-in/confirm', { token: 'B'.repeat(43) })
  await browser.post('/api/sign-in', { email: `${email}\r\n` })
  for (const spy of spies) spy.mockRestore()
  expect(written.join('')).not.toMatch(new RegExp(`${token}|${email}`))
  const rows = await world.query<{ row: string }>(
    `SELECT row_to_json(t)::text AS row FROM sign_in_links t UNION ALL SELECT row_to_json(t)::text FROM mails t
     UNION ALL SELECT row_to_json(t)::text FROM sign_ins t UNION ALL SELECT row_to_json(t)::text FROM commands t
     UNION ALL SELECT row_to_json(t)::text FROM events t`,
  )
  const everything = rows.map((it) => it.row).join('\n')
  expect(everything).not.toContain(token)
  expect(everything).not.toContain(browser.jar.get('rostrum_session'))
  expect(everything).toContain(email) // the net holds: what is there is found
})

/* ── what works ────────────────────────────────────────────────────────────────────────────────── */

test('E4: a mail scanner may open a link as often as it likes; the button is pressed once', async () => {
  const email = address()
  const browser = createBrowser(world)
  await browser.ask(email, { next: '/sessions/7?tab=chat' })
  const link = await linkFor(email)
  for (let i = 0; i < 3; i++) {
    await world.fetch(new URL(link).pathname)
    await createBrowser(world).post('/api/sign-in/look', { token: tokenIn(link) })
  }
  const look = await browser.post('/api/sign-in/look', { token: tokenIn(link) })
  expect(look.body).toEqual({ state: 'ready', here: true, email, name: '' })
  expect(look.headers.get('referrer-policy')).toBe('no-referrer')
  expect(look.headers.get('cache-control')).toBe('no-store')
  const press = () => browser.post('/api/sign-in/confirm', { token: tokenIn(link) })
  const presses = await Promise.all([press(), press(), press()])
  expect(presses.map((it) => it.status).toSorted((a, b) => a - b)).toEqual([200, 410, 410])
  expect(presses.find((it) => it.status === 200)?.body).toEqual({ ok: true, next: '/sessions/7?tab=chat' })
  expect((await browser.post('/api/sign-in/look', { token: tokenIn(link) })).body['state']).toBe('used')
})

test('E4: a browser that did not ask is shown no whole address, and goes on only when told to', async () => {
  const email = address()
  await createBrowser(world).ask(email)
  const token = tokenIn(await linkFor(email))
  const other = createBrowser(world)
  expect((await other.post('/api/sign-in/look', { token })).body).toEqual({
    state: 'ready',
    here: false,
    email: 's…@canary.invalid',
    name: '',
  })
  expect((await other.post('/api/sign-in/confirm', { token })).status).toBe(403)
  expect((await other.post('/api/sign-in/confirm', { token, elsewhere: true })).status).toBe(200)
})

test.each([
  '//evil.example',
  '/\\evil.example',
  'javascript:alert(1)',
  'https://evil.example',
  '/.//evil.example',
])('a link that should lead to %j leads home', async (next) => {
  world.advance(61 * minute)
  const email = address()
  const browser = createBrowser(world)
  await browser.ask(email, { next })
  const token = tokenIn(await linkFor(email))
  expect((await browser.post('/api/sign-in/confirm', { token })).body['next']).toBe('/')
})
