import { once } from 'node:events'
import fs from 'node:fs'
import type { AddressInfo } from 'node:net'
import os from 'node:os'
import path from 'node:path'
import zlib from 'node:zlib'
import express from 'express'
import { expect, test } from 'vitest'
import { createWorld } from '#testing/world.ts'
import { healthRoutes } from './health.ts'

const page = '<!doctype html><div id="root"></div>'
const script = `export const text = '${'x'.repeat(2000)}'`

const client = fs.mkdtempSync(path.join(os.tmpdir(), 'rostrum-client-'))
fs.mkdirSync(path.join(client, 'assets'))
fs.writeFileSync(path.join(client, 'index.html'), page)
fs.writeFileSync(path.join(client, 'assets/main-1a2b.js'), script)
fs.writeFileSync(path.join(client, 'assets/main-1a2b.js.br'), zlib.brotliCompressSync(script))
fs.writeFileSync(path.join(client, 'assets/main-1a2b.js.gz'), zlib.gzipSync(script))
const world = await createWorld({ client, version: '1.2.3' })

test('H2: what lies outside the client folder is not served', async () => {
  for (const it of [
    '/../package.json',
    '/assets/..%2f..%2fpackage.json',
    '/.sources',
    '/assets/main-1a2b.js.br',
  ])
    expect((await world.fetch(it)).status, it).toBe(404)
})

test('a program that asks for what is not there gets no page', async () => {
  for (const it of ['/api/nothing', '/assets/gone-9z.js', '/favicon.ico'])
    expect(await (await world.fetch(it)).text(), it).not.toContain('id="root"')
})

test('every other path is a place inside the client, and its page is asked for anew each time', async () => {
  for (const it of ['/', '/index.html', '/forums/wsis/sessions/12', '/people/a.b/']) {
    const answer = await world.fetch(it)
    expect(await answer.text(), it).toBe(page)
    expect(answer.headers.get('cache-control')).toBe('no-cache')
    expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8')
  }
})

test('an unchanged page is not sent again', async () => {
  const etag = (await world.fetch('/')).headers.get('etag') ?? ''
  const again = await world.fetch('/', undefined, {
    headers: { 'if-none-match': etag, 'cache-control': 'max-age=0' }, // as a browser's reload
  })
  expect(again.status).toBe(304)
})

test('what has a hash in its name is kept for a year, and travels compressed as the browser can read it', async () => {
  for (const encoding of ['br', 'gzip']) {
    const answer = await world.fetch('/assets/main-1a2b.js', undefined, {
      headers: { 'accept-encoding': encoding },
    })
    expect(answer.headers.get('content-encoding')).toBe(encoding)
    expect(answer.headers.get('cache-control')).toContain('immutable')
    expect(answer.headers.get('vary')).toContain('Accept-Encoding')
    expect(await answer.text()).toBe(script)
  }
  const plain = await world.fetch('/assets/main-1a2b.js', undefined, {
    headers: { 'accept-encoding': 'identity' },
  })
  expect(plain.headers.get('content-encoding')).toBeNull()
  expect(await plain.text()).toBe(script)
})

test('a page runs only our scripts, stands in no frame, and tells nobody where it was', async () => {
  const { headers } = await world.fetch('/')
  const policy = headers.get('content-security-policy') ?? ''
  expect(policy).toContain("script-src 'self';")
  expect(policy).toContain("frame-ancestors 'none'")
  expect(policy).not.toContain('upgrade-insecure-requests')
  expect(headers.get('referrer-policy')).toBe('no-referrer')
  expect(headers.get('x-content-type-options')).toBe('nosniff')
  expect(headers.get('x-powered-by')).toBeNull()
  expect(headers.get('strict-transport-security')).toBeNull()
})

test('health says how each part is, and readiness follows the database', async () => {
  const healthy = await world.fetch('/healthz')
  expect(await healthy.json()).toMatchObject({ status: 'ok', version: '1.2.3', database: 'ok' })
  expect(healthy.headers.get('cache-control')).toBe('no-store')
  expect((await world.fetch('/readyz')).status).toBe(200)
})

test('a server that stops, or has no database, wants no new people, and says which it is', async () => {
  let [database, isOpen] = ['ok', true]
  const parts = { database: async () => database, media: () => 'ok', redis: () => 'away' }
  const ready = healthRoutes('1', parts, () => isOpen).find((it) => it.path === '/readyz')
  const app = express().get('/readyz', async (request, response) => {
    response.json(await ready?.handle({ actor: undefined, request, response }))
  })
  const server = app.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const ask = async () => {
    const answer = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/readyz`)
    return [answer.status, ((await answer.json()) as { status: string }).status]
  }
  expect(await ask()).toEqual([200, 'ok']) // Redis is a hint: without it people are served all the same
  database = 'unreachable'
  expect(await ask()).toEqual([503, 'degraded'])
  isOpen = false
  expect(await ask()).toEqual([503, 'stopping'])
  server.close()
})
