import * as z from 'zod/mini'
import { expect, test } from 'vitest'
import { defineContract, describe, event, fingerprint } from './kernel/contract.ts'
import { protocolFingerprint } from './fingerprint.ts'
import { protocol } from './protocol.ts'

test('F12: the wire changes on purpose only: after a change, `npm run fix` writes its fingerprint', () => {
  expect(protocolFingerprint).toBe(fingerprint(protocol))
})

test('a fingerprint changes with the wire, and with nothing else', () => {
  const one = (audience: 'session' | 'moderators', schema: z.ZodMiniType) => ({
    x: defineContract({
      feature: 'x',
      commands: {},
      events: { happened: event(audience, schema) },
      snapshot: { session: z.object({}), moderators: z.object({}) },
    }),
  })
  const wire = fingerprint(one('session', z.object({ n: z.int() })))
  expect(fingerprint(one('session', z.object({ n: z.int() })))).toBe(wire)
  expect(fingerprint(one('moderators', z.object({ n: z.int() })))).not.toBe(wire)
  expect(fingerprint(one('session', z.object({ n: z.string() })))).not.toBe(wire)
})

test('every command is closed to unknown keys, and says where it happens', () => {
  for (const { feature, commands } of Object.values(protocol).map(describe))
    for (const [name, it] of Object.entries(commands as Record<string, { input: object }>))
      expect([`${feature}:${name}`, it.input]).toEqual([
        `${feature}:${name}`,
        expect.objectContaining({ type: 'object', additionalProperties: false }),
      ])
})
