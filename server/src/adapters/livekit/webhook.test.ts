import { createHash } from 'node:crypto'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { AccessToken } from 'livekit-server-sdk'
import { afterAll, expect, test } from 'vitest'
import type { MediaNews } from '#kernel/media.ts'
import { createWorld } from '#testing/world.ts'

const given = { url: 'ws://127.0.0.1:9', key: 'a-key', secret: 'a-secret-of-32-characters-or-more' }
const data = fs.mkdtempSync(path.join(os.tmpdir(), 'rostrum-webhook-'))
const world = await createWorld({ livekit: { data, given } })
afterAll(() => fs.rmSync(data, { recursive: true, force: true }))
const news: MediaNews[] = []
world.app.media?.onNews((it) => void news.push(it))

let count = 0
const event = (more: object = {}) =>
  JSON.stringify({
    event: 'participant_joined',
    id: `EV_${++count}`,
    createdAt: String(Math.floor(world.now().getTime() / 1_000)),
    room: { name: 'session1:stage' },
    participant: { identity: `p${count}:d1` },
    ...more,
  })

async function sign(body: string, by: { key: string; secret: string } = given): Promise<string> {
  const token = new AccessToken(by.key, by.secret)
  token.sha256 = createHash('sha256').update(body).digest('base64')
  return token.toJwt()
}
const post = (body: string, signature?: string, more: Readonly<Record<string, string>> = {}) =>
  fetch(`http://127.0.0.1:${world.app.port}/api/livekit/webhook`, {
    method: 'POST',
    body,
    headers: {
      'content-type': 'application/webhook+json',
      ...(signature ? { authorization: signature } : {}),
      ...more,
    },
  })

test('E9 H5: forged news is refused and nothing of it believed', async () => {
  const body = event()
  const signed = await sign(body)
  const [head = '', claims = ''] = signed.split('.')
  const none = Buffer.from('{"alg":"none","typ":"JWT"}').toString('base64url')
  const old = event({ createdAt: String(Math.floor(world.now().getTime() / 1_000) - 3_600) })
  const forged: [string, string | undefined][] = [
    [body, undefined],
    [body, ''],
    [body, 'nonsense'],
    [body, `${head}.${claims}.`],
    [body, `${none}.${claims}.`],
    [`${body} `, signed],
    [event(), signed],
    ['', signed],
    [body, await sign(body, { key: given.key, secret: 'another-secret-of-32-characters-x' })],
    [body, await sign(body, { key: 'another-key', secret: given.secret })],
    [old, await sign(old)],
    ['not json', await sign('not json')],
  ]
  for (const [it, signature] of forged) expect((await post(it, signature)).status).toBe(401)
  const anonymous = new AccessToken(given.key, given.secret) // signs no body at all
  expect((await post(body, await anonymous.toJwt())).status).toBe(401)
  const big = event({ filler: 'x'.repeat(70_000) })
  expect((await post(big, await sign(big))).status).toBeGreaterThanOrEqual(400)
  expect(news).toEqual([])
})

test('A15 H5: signed news is heard once, however often it is sent, and cookies do not matter', async () => {
  const body = event()
  const signature = await sign(body)
  for (const _again of [1, 2, 3])
    expect((await post(body, signature, { origin: 'https://evil.example' })).status).toBe(200)
  expect(news).toEqual([{ what: 'joined', room: 'session1:stage', identity: `p${count}:d1` }])
})
