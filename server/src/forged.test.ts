import { uuid7 } from '@rostrum/shared/kernel/ids.ts'
import { expect, test } from 'vitest'
import { createViewers } from '#testing/matrix.ts'
import type { Place } from '#testing/matrix.ts'
import { createWorld } from '#testing/world.ts'
import { routeRows } from './matrix.rows.ts'

/* Requests that are not what they say: sent by a foreign page, or from somewhere else. */

const world = await createWorld({ limits: { mediaTokens: { perSecond: 0.001, burst: 2 } } })
const session = await world.session()
const people = await createViewers(world, session)
const organiser = people.get('organiser') ?? expect.fail()
const place: Place = { forum: world.forum, session, me: organiser.id, unknown: uuid7() }

const writing = world.app.routes
  .filter((it) => it.method !== 'get')
  .map((it) => `${it.method} ${it.path}`)
  .concat('post /api/commands/people.signOutEverywhere')

/** What a page can make a browser send without asking first, and one kind it cannot. */
const bodies: Readonly<Record<string, string>> = {
  'application/x-www-form-urlencoded': 'email=csrf%40canary.invalid',
  'multipart/form-data; boundary=x':
    '--x\r\nContent-Disposition: form-data; name="email"\r\n\r\ncsrf@canary.invalid\r\n--x--',
  'text/plain': '{"email":"csrf@canary.invalid"}',
  'application/json': '{"email":"csrf@canary.invalid"}',
}
const foreign: readonly Readonly<Record<string, string>>[] = [
  { origin: 'https://evil.example' },
  { origin: 'null' },
  { origin: '', 'sec-fetch-site': 'cross-site' },
]

test.each(writing)('E12: %s does nothing for a foreign page, however it is sent', async (route) => {
  const [method = '', pattern = ''] = route.split(' ')
  const path = routeRows[route]?.path?.(place) ?? pattern
  const before = await world.query('SELECT count(*) FROM commands')
  for (const [type, body] of Object.entries(bodies))
    for (const headers of foreign) {
      const answer = await world.fetch(path, organiser, {
        method: method.toUpperCase(),
        body,
        headers: { 'content-type': type, 'idempotency-key': uuid7(), ...headers },
      })
      expect([type, headers, answer.status, await answer.json()]).toEqual([
        type,
        headers,
        403,
        { ok: false, code: 'forbidden', retry: false },
      ])
    }
  expect(await world.query('SELECT count(*) FROM commands')).toEqual(before)
  expect((await world.fetch('/api/me/sign-ins', organiser)).status).toBe(200)
})

/* ── where a request comes from ────────────────────────────────────────────────────────────────── */

const claims: readonly (readonly [headers: Readonly<Record<string, string>>, behindOne: string])[] = [
  [{}, '127.0.0.1'],
  [{ 'x-forwarded-for': '203.0.113.7' }, '203.0.113.7'],
  // What a caller says stands before what the proxy adds: only the last is the proxy's.
  [{ 'x-forwarded-for': '198.51.100.1, 203.0.113.7' }, '203.0.113.7'],
  [{ 'x-forwarded-for': '127.0.0.1, ::1, 203.0.113.7' }, '203.0.113.7'],
  [{ 'x-forwarded-for': '2001:db8:1:2:aaaa::1' }, '2001:db8:1:2::/64'],
  [{ 'x-forwarded-for': '2001:db8:1:2:bbbb::2' }, '2001:db8:1:2::/64'],
  [{ 'x-real-ip': '203.0.113.7' }, '127.0.0.1'],
  [{ forwarded: 'for=203.0.113.7' }, '127.0.0.1'],
  [{ 'cf-connecting-ip': '203.0.113.7', 'true-client-ip': '203.0.113.7' }, '127.0.0.1'],
]

test('M8: where a request comes from is told by proxies that we trust, and by nobody else', async () => {
  const behind = await createWorld({ trustedProxies: 1 })
  for (const [headers, behindOne] of claims)
    for (const [it, expected] of [
      [world, '127.0.0.1'],
      [behind, behindOne],
    ] as const) {
      const email = `${uuid7()}@canary.invalid`
      expect(
        (
          await it.fetch('/api/sign-in', undefined, {
            method: 'POST',
            body: JSON.stringify({ email }),
            headers,
          })
        ).status,
      ).toBe(200)
      const [row] = await it.query<{ asked_from: string }>(
        'SELECT asked_from FROM sign_in_links WHERE email = $1',
        [email],
      )
      expect([headers, row?.asked_from]).toEqual([headers, expected])
    }
})

/* ── how often ─────────────────────────────────────────────────────────────────────────────────── */

test('I1 I2: one person asks for so many media tokens and is told when to come again; who sits behind the same address is not slowed', async () => {
  const ask = (viewer: 'attendee' | 'chair', at = session) =>
    world.fetch(`/api/stage/${at}/token`, people.get(viewer), {
      method: 'POST',
      body: JSON.stringify({ room: 'stage', device: 'abcd' }),
    })
  // Here there is no media server; that is said only after everything else was looked at.
  expect([(await ask('attendee')).status, (await ask('attendee')).status]).toEqual([503, 503])
  const other = await world.session() // another session is no way around
  for (const at of [session, other]) {
    const refused = await ask('attendee', at)
    expect(refused.status).toBe(429)
    expect(await refused.json()).toMatchObject({ code: 'too_many', retry: true })
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
  }
  expect((await ask('chair')).status).toBe(503)
})
