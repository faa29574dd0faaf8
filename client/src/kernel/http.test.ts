import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { HttpFailure, getJson } from './http.ts'

const answer = vi.fn<() => Promise<Response>>()
beforeEach(() => void vi.stubGlobal('fetch', () => answer()))
afterEach(() => void vi.unstubAllGlobals())

const failure = async () => (await getJson('/api/forums').catch((it: unknown) => it)) as HttpFailure

test('no answer at all is called offline', async () => {
  answer.mockRejectedValue(new TypeError('Failed to fetch'))
  expect((await failure()).code).toBe('offline')
})

test.each([
  [401, {}, 'forbidden'],
  [404, null, 'not_found'],
  [429, {}, 'too_many'],
  [502, '<html>', 'unavailable'],
  [409, { code: 'closed' }, 'closed'],
  [400, { code: 'no such code' }, 'unavailable'],
])('%i with %j is %s', async (status, body, code) => {
  answer.mockResolvedValue(new Response(typeof body === 'string' ? body : JSON.stringify(body), { status }))
  expect((await failure()).code).toBe(code)
})

test('what was asked for comes as it was sent', async () => {
  answer.mockResolvedValue(Response.json({ forums: [] }))
  expect(await getJson('/api/forums')).toEqual({ forums: [] })
})
