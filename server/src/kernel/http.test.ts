import { gzipSync } from 'node:zlib'
import { uuid7 } from '@rostrum/shared/kernel/ids.ts'
import { expect, test } from 'vitest'
import { feature } from '#kernel/feature.ts'
import { route } from '#kernel/routes.ts'
import { createProbe, probe, probeTable } from '#testing/probe.ts'
import { createWorld } from '#testing/world.ts'

const secret = 'canary-in-an-error'
const probing = createProbe()
const world = await createWorld({
  extraFeatures: [
    {
      ...feature(probe, { handlers: {}, snapshots: {} } as never),
      ...probing,
      routes: [
        route('get', '/api/probe/broken', 'anyone', async () => {
          throw new Error(secret)
        }),
        route('get', '/api/probe/refused/:by', 'anyone', async () => {
          throw Object.assign(new Error('as a client of a media server does'), { status: 401 })
        }),
        route('post', '/api/probe/echo', 'signed-in', async ({ request }) => ({
          got: request.body as unknown,
        })),
        route('post', '/api/probe/hook', 'machine', async ({ actor, request }) => ({
          actor: actor?.id ?? null,
          got: request.body as unknown,
        })),
      ],
    },
  ],
})
await world.query(probeTable)
const session = await world.session()
const ann = await world.person('Ann')
const post = (path: string, body: string | Buffer, headers: Record<string, string> = {}) =>
  world.fetch(path, ann, { method: 'POST', body: body as never, headers })

test('a command without its id is told what is missing', async () => {
  for (const key of [undefined, 'x', '0192f0c8-0000-4000-8000-000000000000']) {
    const answer = await post(
      '/api/commands/probe.note',
      JSON.stringify({ session, text: 'x' }),
      key === undefined ? {} : { 'idempotency-key': key },
    )
    expect(answer.status).toBe(400)
    expect(JSON.stringify(await answer.json())).toContain('Idempotency-Key')
  }
})

test('what a socket can do, HTTP can: a command and its answer, a channel and its snapshot', async () => {
  const key = { 'idempotency-key': uuid7() }
  const answer = await post('/api/commands/probe.note', JSON.stringify({ session, text: 'by HTTP' }), key)
  expect(answer.status).toBe(200)
  const channel = await world.fetch(`/api/channels/session:${session}`, ann)
  expect(channel.headers.get('cache-control')).toBe('no-store')
  const read = (await channel.json()) as { seq: number; snapshot: { probe: { notes: { text: string }[] } } }
  expect(read.seq).toBe(1)
  expect(read.snapshot.probe.notes.map((it) => it.text)).toEqual(['by HTTP'])
})

test('F4: a channel that is not there and one that is not yours answer alike', async () => {
  const answers = await Promise.all(
    [
      'session:nowhere',
      `session:${session}:moderators`,
      'person:somebody',
      'nonsense',
      'deployment:main:nodes',
    ].map(async (id) => {
      const answer = await world.fetch(`/api/channels/${id}`, ann)
      return [answer.status, await answer.text()]
    }),
  )
  expect(new Set(answers.map((it) => JSON.stringify(it))).size).toBe(1)
  expect(answers[0]?.[0]).toBe(403)
  expect((await world.fetch(`/api/channels/session:${session}`)).status).toBe(403)
})

test('G6 G9: a body too large, inflated or not, malformed, poisoned or too deep is refused', async () => {
  const bodies: [string | Buffer, Record<string, string>][] = [
    [JSON.stringify({ x: 'x'.repeat(70_000) }), {}],
    [gzipSync(JSON.stringify({ x: 'x'.repeat(1_000_000) })), { 'content-encoding': 'gzip' }],
    ['{', {}],
    ['{"__proto__":{"x":1}}', {}],
    ['{"a":{"constructor":{"prototype":1}}}', {}],
    ['['.repeat(1_000) + ']'.repeat(1_000), {}],
  ]
  for (const [body, headers] of bodies) {
    const answer = await post('/api/probe/echo', body, headers)
    expect(answer.status).toBe(400)
    expect(await answer.json()).toMatchObject({ ok: false, code: 'invalid' })
  }
})

test('M3: an error of ours says nothing but an id', async () => {
  const answer = await world.fetch('/api/probe/broken', ann)
  expect(answer.status).toBe(500)
  const body = await answer.text()
  expect(body).not.toContain(secret)
  expect(body).not.toContain('at ')
  expect(JSON.parse(body)).toEqual({
    ok: false,
    code: 'unavailable',
    retry: true,
    id: expect.any(String) as string,
  })
})

test('what another server refuses us is no fault of whoever asks; a path that cannot be read is', async () => {
  const answerTo = async (path: string) => {
    const answer = await world.fetch(path, ann)
    return [answer.status, ((await answer.json()) as { code: string }).code]
  }
  expect(await answerTo('/api/probe/refused/it')).toEqual([500, 'unavailable'])
  expect(await answerTo('/api/probe/refused/%ff')).toEqual([400, 'invalid'])
})

test('what is not there is not found, as JSON', async () => {
  const answer = await world.fetch('/api/nothing', ann)
  expect(answer.status).toBe(404)
  expect(await answer.json()).toMatchObject({ code: 'not_found' })
})

test('a machine is heard without origin or cookie, its body as the text it came as', async () => {
  const answer = await fetch(`http://127.0.0.1:${world.app.port}/api/probe/hook`, {
    method: 'POST',
    body: '{"a" : 1}',
    headers: { 'content-type': 'application/webhook+json', cookie: ann.cookie },
  })
  expect(await answer.json()).toEqual({ actor: null, got: '{"a" : 1}' })
})
