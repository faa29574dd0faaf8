import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { uuid7 } from '@rostrum/shared/kernel/ids.ts'
import { expect, test } from 'vitest'
import { createWorld } from '#testing/world.ts'

const client = fs.mkdtempSync(path.join(os.tmpdir(), 'rostrum-headers-'))
fs.mkdirSync(path.join(client, 'assets'))
fs.writeFileSync(path.join(client, 'index.html'), '<!doctype html>')
fs.writeFileSync(path.join(client, 'assets/main-1a2b.js'), 'export {}')
const origin = 'https://forum.example.org'
const world = await createWorld({ client, origins: [origin] })
const ann = await world.person('Ann')

const ofProtection = [
  'content-security-policy',
  'cross-origin-opener-policy',
  'cross-origin-resource-policy',
  'permissions-policy',
  'referrer-policy',
  'strict-transport-security',
  'x-content-type-options',
  'x-frame-options',
]

/** One of each kind of answer: what it is, how it is asked for, and how long it may be kept. */
const answers: readonly [what: string, ask: () => Promise<Response>, status: number, kept: string | null][] =
  [
    ['a page', () => world.fetch('/'), 200, 'no-cache'],
    ['a script', () => world.fetch('/assets/main-1a2b.js'), 200, 'public, max-age=31536000, immutable'],
    ['no such script', () => world.fetch('/assets/gone-9z.js'), 404, null],
    ['health', () => world.fetch('/healthz'), 200, 'no-store'],
    ['a reading', () => world.fetch(`/api/channels/person:${ann.id}`, ann), 200, 'no-store'],
    ['a reading that is not allowed', () => world.fetch('/api/channels/person:x', ann), 403, null],
    ['no such route', () => world.fetch('/api/nothing'), 404, null],
    [
      'a command',
      () =>
        world.fetch('/api/commands/chat.say', ann, {
          method: 'POST',
          body: '{}',
          headers: { origin, 'idempotency-key': uuid7() },
        }),
      400,
      null,
    ],
    [
      'a foreign command',
      () =>
        world.fetch('/api/commands/chat.say', ann, {
          method: 'POST',
          headers: { origin: 'https://evil.example' },
        }),
      403,
      null,
    ],
  ]

test('H8 M5: over https every answer, of whatever kind, has the same protection', async () => {
  const seen = new Map<string, object>()
  for (const [what, ask, status, kept] of answers) {
    const { headers, status: got } = await ask()
    expect([what, got, headers.get('cache-control')]).toEqual([what, status, kept])
    expect(headers.get('x-powered-by'), what).toBeNull()
    expect(headers.get('access-control-allow-origin'), what).toBeNull()
    seen.set(what, Object.fromEntries(ofProtection.map((it) => [it, headers.get(it)])))
  }
  const [page] = seen.values()
  // What Express itself says about a path that leads nowhere may do nothing at all.
  const nothing = { ...page, 'content-security-policy': "default-src 'none'" }
  for (const [what, it] of seen) expect(it, what).toEqual(what === 'no such script' ? nothing : page)
  expect(page).toMatchInlineSnapshot(`
    {
      "content-security-policy": "default-src 'self';script-src 'self';style-src 'self' 'unsafe-inline';img-src 'self' data: blob:;media-src 'self' blob:;worker-src 'self' blob:;connect-src 'self';object-src 'none';base-uri 'none';form-action 'self';frame-ancestors 'none'",
      "cross-origin-opener-policy": "same-origin",
      "cross-origin-resource-policy": "same-origin",
      "permissions-policy": "camera=(self), microphone=(self), display-capture=(self), fullscreen=(self), geolocation=(), payment=(), usb=()",
      "referrer-policy": "no-referrer",
      "strict-transport-security": "max-age=31536000; includeSubDomains",
      "x-content-type-options": "nosniff",
      "x-frame-options": "DENY",
    }
  `)
})
