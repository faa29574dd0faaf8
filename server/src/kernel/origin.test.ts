import { once } from 'node:events'
import { expect, test } from 'vitest'
import WebSocket from 'ws'
import { createWorld } from '#testing/world.ts'

const world = await createWorld({ origins: ['https://forum.example.org'] })
const ann = await world.person('Ann')
const { port } = world.app
const host = `127.0.0.1:${port}`

const foreign: readonly (string | undefined)[] = [
  undefined,
  'null',
  '',
  'https://evil.example',
  'https://forum.example.org.evil.example',
  'https://evilforum.example.org',
  'https://forum.example.org:444',
  'http://forum.example.org',
  'https://forum.example.org/',
  'https://FORUM.example.org',
  'https://user@forum.example.org',
  `http://127.0.0.1:${port + 1}`,
  'http://127.0.0.1',
  `https://${host}`,
  `http://localhost:${port}`, // loopback, but not the host that was asked
  `http://${host}.evil.example`,
  'file://',
]

async function upgrade(origin: string | undefined, query = 'EIO=4&transport=websocket'): Promise<boolean> {
  const socket = new WebSocket(`ws://${host}/socket.io/?${query}`, {
    headers: { cookie: ann.cookie, host },
    ...(origin === undefined ? {} : { origin }),
  })
  try {
    await once(socket, 'open')
    return true
  } catch {
    return false
  } finally {
    socket.terminate()
  }
}

test.each(foreign)('E11: a page from %s opens no socket, and changes nothing over HTTP', async (origin) => {
  expect(await upgrade(origin)).toBe(false)
  const polling = await fetch(`http://${host}/socket.io/?EIO=4&transport=polling`, {
    headers: { cookie: ann.cookie, ...(origin === undefined ? {} : { origin }) },
  })
  expect(polling.status).toBeGreaterThanOrEqual(400)
  if (origin === undefined) return
  const answer = await world.fetch('/api/commands/people.signOutEverywhere', ann, {
    method: 'POST',
    body: '{}',
    headers: { origin, 'idempotency-key': '0192f0c8-0000-7000-8000-000000000000' },
  })
  expect(answer.status).toBe(403)
})

test('our own pages do: configured, or of the loopback host that was asked', async () => {
  expect(await upgrade('https://forum.example.org')).toBe(true)
  expect(await upgrade(`http://${host}`)).toBe(true)
})

test('E12: without an origin, only what a form cannot send changes anything', async () => {
  const post = (headers: Record<string, string>) =>
    fetch(`http://${host}/api/commands/people.signOutEverywhere`, {
      method: 'POST',
      body: '{}',
      headers: { cookie: ann.cookie, 'content-type': 'application/json', ...headers },
    })
  const key = { 'idempotency-key': '0192f0c8-0000-7000-8000-000000000001' }
  // fetch itself sends Sec-Fetch-Mode but no Sec-Fetch-Site, as curl sends neither
  expect((await post({})).status).toBe(403)
  for (const site of ['cross-site', 'same-site', 'none'])
    expect((await post({ ...key, 'sec-fetch-site': site })).status).toBe(403)
  expect((await post(key)).status).toBe(200)
})
