import { uuid7 } from '@rostrum/shared/kernel/ids.ts'
import { channelKinds } from '@rostrum/shared/kernel/channel.ts'
import type { ChannelKind } from '@rostrum/shared/kernel/channel.ts'
import type { SessionId } from '@rostrum/shared/kernel/fields.ts'
import { protocol } from '@rostrum/shared/protocol.ts'
import { expect, test } from 'vitest'
import { createWorld } from '#testing/world.ts'
import type { Tab } from '#testing/world.ts'
import { commandRows } from './matrix.rows.ts'

/*
 * Every id in every command, swapped for one of another forum, by somebody who may do everything in both: what is not
 * of the place that was named is not there.
 */

const world = await createWorld()
const [theirs, ours] = [
  { forum: 'forum2', session: 'theirs' },
  { forum: world.forum, session: 'ours' },
]
await world.query(
  `INSERT INTO forums (id, slug, name, time_zone, starts_on, ends_on)
   VALUES ('forum2', 'forum2', '{"en": "Another"}', 'Europe/Zurich', '2030-07-01', '2030-07-05')`,
)
for (const { forum, session } of [theirs, ours])
  await world.query(
    `INSERT INTO sessions (id, forum, title, starts_at, ends_at)
     VALUES ($1, $2, '{"en": "A session"}', now(), now() + interval '1 hour')`,
    [session, forum],
  )

/** An organiser of both, who chairs both sessions as well. */
const olga = await world.person('Olga', { forum: ['organiser'] })
await world.query(`INSERT INTO memberships (forum, person, role) VALUES ('forum2', $1, 'organiser')`, [
  olga.id,
])
for (const { session } of [theirs, ours])
  await world.query(`INSERT INTO session_people (session, person, role) VALUES ($1, $2, 'chair')`, [
    session,
    olga.id,
  ])
/** Of the other forum only. */
const pest = await world.person('Pest', { forum: [] })
await world.query(`INSERT INTO memberships (forum, person, role) VALUES ('forum2', $1, 'attendee')`, [
  pest.id,
])

const [mine, his] = [world.join(olga), world.join(pest)]
const done = async (tab: Tab, type: string, input: object): Promise<string> => {
  const answer = await tab.call(type as 'chat:say', input as never)
  expect([type, answer]).toEqual([type, expect.objectContaining({ ok: true })])
  return answer.ok ? ((answer.output as { id?: string } | null)?.id ?? '') : ''
}
const session = theirs.session as SessionId

/** One of each in the other forum, with the version that it has. */
const message = await done(his, 'chat:say', { session, text: 'Buy here' })
const question = await done(his, 'questions:ask', { session, text: 'Why not?', anonymous: false })
const report = await done(mine, 'moderation:report', {
  session,
  target: { kind: 'message', id: message },
  reason: 'advertising',
  note: null,
})
const restriction = await done(mine, 'moderation:mute', {
  session,
  person: pest.id,
  reason: 'advertising',
  note: null,
  minutes: null,
})
const everywhere = await done(mine, 'moderation:muteEverywhere', {
  forum: theirs.forum,
  person: pest.id,
  reason: 'advertising',
  note: null,
  minutes: null,
})
const things: Readonly<Record<string, readonly string[]>> = {
  message: [message],
  question: [question],
  into: [question],
  report: [report],
  restriction: [restriction, everywhere],
  person: [pest.id],
  to: [pest.id],
}
const tables = [
  'messages',
  'questions',
  'question_votes',
  'reports',
  'restrictions',
  'appeals',
  'chat_reads',
  'stage_invitations',
  'stage_on_air',
  'stage_removed',
  'stars',
]
const picture = () =>
  Promise.all(
    tables.map(async (it) => [it, await world.query(`SELECT * FROM ${it} t ORDER BY t::text`)] as const),
  )

/** Where a sample input names the unknown thing, one that is there, but elsewhere. */
const mark = uuid7()
function swapped(input: Readonly<Record<string, unknown>>): Record<string, unknown>[] {
  const fields = Object.entries(input).filter(([name, it]) => it === mark || (name in things && it === null))
  const target = input['target'] as { id?: string } | undefined
  const made = fields.flatMap(([name]) =>
    (things[name] ?? expect.fail(`what is ${name}?`)).map((id) => ({ ...input, [name]: id })),
  )
  return target?.id === mark ? [...made, { ...input, target: { ...target, id: message } }] : made
}

const commands = Object.values(protocol).flatMap(({ feature, commands: all }) =>
  Object.entries(all).map(([name, { kind }]) => ({ type: `${feature}:${name}`, kind: kind as ChannelKind })),
)
const attempts = commands.flatMap(({ type, kind }) => {
  const { family } = channelKinds[kind]
  if (family !== 'session' && family !== 'forum') return []
  const input = commandRows[type]?.input?.({
    ...ours,
    session: ours.session as SessionId,
    me: olga.id,
    unknown: mark,
  })
  const place = { [family]: ours[family] }
  return swapped({ ...input }).map((it) => ({ type, input: { ...it, ...place } }))
})

test('F6: there is something to swap in every feature that has ids', () => {
  expect(new Set(attempts.map((it) => it.type.split(':')[0]))).toEqual(
    new Set(['chat', 'moderation', 'questions', 'stage']),
  )
  expect(attempts.length).toBeGreaterThan(25)
})

/** Asks for what is so already: who is elsewhere is not on air here. */
const isSoAlready = 'stage:takeOffAir'

test.each(attempts)(
  'F6: $type with $input is refused, and changes nothing of the other forum',
  async ({ type, input }) => {
    const before = await picture()
    // The version that it has: it must not be the version that it is refused for.
    const answer = await mine.call(
      type as 'chat:say',
      ('base' in input ? { ...input, base: 1 } : input) as never,
    )
    if (type !== isSoAlready) expect(['not_found', 'forbidden']).toContain(answer.ok ? 'ok' : answer.code)
    expect(await picture()).toEqual(before)
  },
)
