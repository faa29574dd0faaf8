import fc from 'fast-check'
import { expect, test } from 'vitest'
import { standingIn } from './actor.ts'
import { channelId, channelKinds, parseChannel } from './channel.ts'
import type { ChannelKind } from './channel.ts'
import { text } from './fields.ts'
import { CommandId, uuid7 } from './ids.ts'
import { change, put, without } from './lists.ts'

test('ids made one after another sort in that order, are all different, and are command ids', () => {
  const ids = Array.from({ length: 20_000 }, uuid7)
  expect(ids.toSorted()).toEqual(ids)
  expect(new Set(ids).size).toBe(ids.length)
  for (const id of ids.slice(0, 100)) expect(CommandId.safeParse(id).success).toBe(true)
})

const subject = fc.stringMatching(/^[A-Za-z0-9_-]{1,64}$/)
const kind = fc.constantFrom(...(Object.keys(channelKinds) as ChannelKind[]))

test('a channel’s id says its kind and subject, and its lane is that of all parts of the same thing', () => {
  fc.assert(
    fc.property(kind, subject, (kind, subject) => {
      const id = channelId(kind, subject as never)
      expect(parseChannel(id)).toEqual({ id, kind, subject, lane: `${channelKinds[kind].family}:${subject}` })
    }),
  )
})

test('no text but an id of ours is a channel', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.array(fc.string(), { maxLength: 5 }).map((it) => it.join(':')),
      ),
      (text) => {
        const channel = parseChannel(text)
        if (channel) expect(channelId(channel.kind, channel.subject as never)).toBe(text)
      },
    ),
  )
  for (const text of [
    '',
    ':',
    'session:',
    'session:a:',
    'session:a:b',
    'session:a:moderators:x',
    '__proto__:a',
    'constructor:a',
    `session:${'a'.repeat(65)}`,
  ])
    expect(parseChannel(text)).toBeUndefined()
})

const item = fc.record({ id: fc.stringMatching(/^[a-f]{1,3}$/), n: fc.integer() })

test('a list is in the order of its ids, whatever the order of arrival, and holds each id once', () => {
  fc.assert(
    fc.property(fc.array(item), (items) => {
      const list = items.reduce<readonly { id: string; n: number }[]>(put, [])
      const last = new Map(items.map((it) => [it.id, it]))
      const expected = [...last.values()].toSorted((a, b) => (a.id < b.id ? -1 : 1))
      expect(list).toEqual(expected)
      expect(put(list, list[0] ?? { id: 'a', n: 0 })).toEqual(list.length > 0 ? list : [{ id: 'a', n: 0 }])
    }),
  )
})

test('taking out and changing touch the one item only, and none if there is none', () => {
  fc.assert(
    fc.property(fc.array(item), fc.stringMatching(/^[a-f]{1,3}$/), (items, id) => {
      const list = items.reduce<readonly { id: string; n: number }[]>(put, [])
      expect(without(list, id)).toEqual(list.filter((it) => it.id !== id))
      expect(change(list, id, { n: 7 })).toEqual(list.map((it) => (it.id === id ? { id, n: 7 } : it)))
    }),
  )
})

test('a text somebody wrote is trimmed and bounded, and holds nothing that hides or turns a line around', () => {
  const schema = text(20)
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 30 }), (written) => {
      const parsed = schema.safeParse(written)
      if (!parsed.success) return
      expect(parsed.data.length).toBeGreaterThan(0)
      expect(parsed.data).toBe(parsed.data.trim())
      expect(parsed.data).toBe(parsed.data.normalize('NFC'))
      expect(parsed.data.isWellFormed()).toBe(true)
      expect(parsed.data).not.toMatch(/[\u202a-\u202e\u2066-\u2069]|\p{Cc}(?<![\n\t\r])/u)
    }),
    { numRuns: 2_000 },
  )
  for (const bad of ['', '  ', '\u202eevil', 'a\u0000b', '\ud800', 'x'.repeat(21)])
    expect(schema.safeParse(bad).success).toBe(false)
})

test('G5: nobody is anything at a place that only has the name of what every object has', () => {
  const grants = { forums: { real: ['organiser' as const] }, sessions: {} }
  const rolesIn = (forum: string, session?: string) =>
    standingIn('ann' as never, grants, { forum, session }).roles
  expect(rolesIn('real')).toEqual(['forum:organiser'])
  for (const name of ['constructor', '__proto__', 'toString', 'hasOwnProperty', ''])
    expect([rolesIn(name), rolesIn(name, name)]).toEqual([[], []])
})
