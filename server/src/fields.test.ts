import { describe as describeContract } from '@rostrum/shared/kernel/contract.ts'
import { uuid7 } from '@rostrum/shared/kernel/ids.ts'
import { protocol } from '@rostrum/shared/protocol.ts'
import { channelKinds } from '@rostrum/shared/kernel/channel.ts'
import type { ChannelKind } from '@rostrum/shared/kernel/channel.ts'
import { expect, test } from 'vitest'
import * as z from 'zod/mini'
import type { SessionId } from '@rostrum/shared/kernel/fields.ts'
import { commandRows } from './matrix.rows.ts'

interface Schema {
  readonly type?: string
  readonly properties?: Readonly<Record<string, Schema>>
  readonly items?: Schema
  readonly anyOf?: readonly Schema[]
}

/** Things that a careless server takes for a text, a number or a list because they have what it looks at. */
const impostors: readonly unknown[] = [
  {},
  [],
  ['a'],
  [['a']],
  { toString: 'a' },
  { length: 1, 0: 'a' },
  { $gt: '' },
  { valueOf: 1 },
]
const primitives = ['7', 7, true, -1, 1e308]

const kindsOf = (it: Schema): string[] => [it.type ?? '', ...(it.anyOf ?? []).flatMap(kindsOf)]
const typeOf = (it: unknown): string => {
  if (Array.isArray(it)) return 'array'
  if (typeof it === 'number') return Number.isInteger(it) ? 'integer' : 'number'
  return it === null ? 'null' : typeof it
}
/** What is of another kind than any that the field may be of. */
function wrongFor(schema: Schema): unknown[] {
  const kinds = kindsOf(schema)
  return [...impostors, ...primitives].filter((it) => !kinds.includes(typeOf(it)) && !kinds.includes(''))
}

/** Every field, with all that must not be in it. */
const fields = Object.values(protocol).flatMap((contract) => {
  const described = describeContract(contract).commands as Record<string, { input: Schema }>
  return Object.entries(contract.commands).map(([name, { kind, input }]) => ({
    type: `${contract.feature}:${name}`,
    kind: kind as ChannelKind,
    input: input as unknown as z.ZodMiniType,
    properties: described[name]?.input.properties ?? {},
  }))
})

const place = { forum: 'forum1', session: 'session1' as SessionId, me: 'me', unknown: uuid7() }
const address = {
  forum: { forum: 'forum1' },
  session: { session: 'session1' },
  deployment: { deployment: 'main' },
  person: {},
}

test.each(fields)(
  'G13: $type takes no thing of another kind in any field',
  ({ type, kind, input, properties }) => {
    const good = { ...commandRows[type]?.input?.(place), ...address[channelKinds[kind].family as 'forum'] }
    expect(z.safeParse(input, good).error).toBeUndefined()
    for (const [name, schema] of Object.entries(properties))
      for (const wrong of wrongFor(schema))
        expect([name, wrong, z.safeParse(input, { ...good, [name]: wrong }).success]).toEqual([
          name,
          wrong,
          false,
        ])
  },
)

test('G13: enough is tried for the rule to mean something', () => {
  const tried = fields.flatMap((it) => Object.values(it.properties)).flatMap(wrongFor)
  expect(tried.length).toBeGreaterThan(1_000)
})
