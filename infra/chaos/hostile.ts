import { protocol } from '@rostrum/shared/protocol.ts'
import { pick } from './random.ts'
import type { Random } from './random.ts'

/*
 * What somebody sends who means harm, or whose program is broken: the grammar of our commands with something wrong in
 * it, frames of Engine.IO and Socket.IO as they must not be, and JSON as it must not be. All of it follows from a seed.
 */

export const types = Object.values(protocol).flatMap(({ feature, commands }) =>
  Object.keys(commands).map((verb) => `${feature}:${verb}`),
)
export const channels = [
  'session:hot',
  'forum:load',
  'person:load-0',
  'session:hot:moderators',
  'nodes:main',
  'desk:load',
  'forum:constructor',
  'desk:__proto__',
  'session:toString',
  'constructor:load',
  'x',
]
const keys = [
  'session',
  'forum',
  'text',
  'question',
  'message',
  'person',
  'on',
  'base',
  'id',
  'role',
  'actor',
  '__proto__',
  'constructor',
  'toString',
  '',
]

/** Values that have broken programs before. As JSON, since some of them are none of JavaScript's. */
const leaves: readonly string[] = [
  'null',
  'true',
  '0',
  '-0',
  '1e309',
  '-1e309',
  '1e-999',
  '9007199254740993',
  '[]',
  '{}',
  '""',
  '"hot"',
  '"load"',
  '"\\u0000"',
  '"\\ud800"',
  '"\\udfff\\ud800"',
  '"\\u202e\\u200b"',
  '"<script>alert(1)</script>"',
  '"=cmd|1"',
  '"__proto__"',
  '"constructor"',
  '"\\r\\n{\\"level\\":60}"',
  '"' + "x'; DROP TABLE people; --" + '"',
  `"${'x'.repeat(5_000)}"`,
  `"${'é'.repeat(900)}"`,
  '"01a202ae-785d-7000-933b-bedb98ac5d57"',
  `${'['.repeat(2_000)}${']'.repeat(2_000)}`,
  `${'{"a":'.repeat(500)}1${'}'.repeat(500)}`,
]

/** As much as one message may hold, in the shapes that cost most to read: only now and then, they are long to send. */
const heaps: readonly (() => string)[] = [
  () => '['.repeat(30_000) + ']'.repeat(30_000),
  () => '{"a":'.repeat(10_000) + '1' + '}'.repeat(10_000),
  () => `[${'0,'.repeat(30_000)}0]`,
  () => `[${'{},'.repeat(20_000)}0]`,
  () => `{${Array.from({ length: 6_000 }, (_, i) => `"${i}":0`).join(',')}}`,
  () => `{${'"session":"hot",'.repeat(3_500)}"session":"x"}`,
  () => `"${'\\u0000'.repeat(10_000)}"`,
  () => `"${'a'.repeat(65_000)}"`,
  () => `"${'\u{1f5fc}'.repeat(15_000)}"`,
  () => `-${'9'.repeat(60_000)}`,
]

function value(random: Random, depth = 0): string {
  if (depth > 3 || random() < 0.6) return random() < 0.004 ? pick(random, heaps)() : pick(random, leaves)
  const length = Math.floor(random() * 5)
  const items = Array.from({ length }, () => value(random, depth + 1))
  if (random() < 0.4) return `[${items.join(',')}]`
  return `{${items.map((it) => `${JSON.stringify(pick(random, keys))}:${it}`).join(',')}}`
}

const hex = (random: Random, length: number) =>
  Array.from({ length }, () => Math.floor(random() * 16).toString(16)).join('')

/** Mostly what a command's id must be, so that what lies behind is reached. */
export const commandId = (random: Random): string =>
  random() < 0.85
    ? `"019${hex(random, 5)}-${hex(random, 4)}-7${hex(random, 3)}-8${hex(random, 3)}-${hex(random, 12)}"`
    : value(random)

export function input(random: Random): string {
  if (random() < 0.15) return value(random)
  const some = [
    '"session":"hot"',
    `"forum":${random() < 0.9 ? '"load"' : '"constructor"'}`,
    '"text":"fuzz"',
    '"on":true',
    '"base":1',
  ]
  const fields = some.filter(() => random() < 0.5)
  if (random() < 0.5) fields.push(`${JSON.stringify(pick(random, keys))}:${value(random)}`)
  return `{${fields.join(',')}}`
}

function command(random: Random): string {
  const type = random() < 0.85 ? JSON.stringify(pick(random, types)) : value(random)
  const more = random() < 0.1 ? `,${JSON.stringify(pick(random, keys))}:${value(random)}` : ''
  return `["c",{"id":${commandId(random)},"type":${type},"input":${input(random)}${more}}]`
}

const subscription = (random: Random): string =>
  `["sub",{"ch":${random() < 0.7 ? JSON.stringify(pick(random, channels)) : value(random)}${random() < 0.4 ? `,"e":${value(random)},"after":${value(random)}` : ''}}]`

const names = [
  'f',
  'hb',
  'bye',
  'connect',
  'disconnect',
  'error',
  'newListener',
  'removeListener',
  '__proto__',
  'unsub',
]

/** Frames that are none, or not allowed: wrong kinds, wrong numbers, attachments that never come, text that is not JSON. */
const malformed: readonly ((random: Random) => string)[] = [
  () => '',
  (random) => String.fromCharCode(Math.floor(random() * 0xffff)),
  (random) => `${Math.floor(random() * 10)}${Math.floor(random() * 10)}${value(random)}`,
  (random) => `45${Math.floor(random() * 1e12)}-["c",{"_placeholder":true,"num":${value(random)}}]`,
  (random) => `42${'9'.repeat(Math.floor(random() * 400))}["c"]`,
  (random) => `42/${pick(random, ['', 'admin', '__proto__', '%00', 'x'.repeat(3_000)])},["c",1]`,
  (random) => `43${Math.floor(random() * 100)}[${value(random)}]`,
  (random) => `40${value(random)}`,
  (random) => `42["c",${value(random)}`.slice(0, Math.floor(random() * 60)),
  (random) => `42[${value(random)},${value(random)}]`,
  (random) => `42["${pick(random, names)}",${value(random)}]`,
]

export interface HostileFrame {
  readonly text: string
  /** Probably the last that its connection is good for. */
  readonly ends: boolean
}

/** One message as it goes into a WebSocket. */
export function hostile(random: Random): HostileFrame {
  const kind = random()
  const number = random() < 0.8 ? String(Math.floor(random() * 1_000)) : ''
  if (kind < 0.6) return { text: `42${number}${command(random)}`, ends: false }
  if (kind < 0.9) return { text: `42${number}${subscription(random)}`, ends: false }
  return { text: pick(random, malformed)(random), ends: true }
}
