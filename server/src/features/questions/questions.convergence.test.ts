import fc from 'fast-check'
import { questionLimits, questions } from '@rostrum/shared/features/questions/questions.contract.ts'
import type { QuestionId } from '@rostrum/shared/features/questions/questions.contract.ts'
import { channelId } from '@rostrum/shared/kernel/channel.ts'
import type { ChannelId } from '@rostrum/shared/kernel/channel.ts'
import type { SessionId } from '@rostrum/shared/kernel/fields.ts'
import { uuid7 } from '@rostrum/shared/kernel/ids.ts'
import { expect, test } from 'vitest'
import { createWorld, until } from '#testing/world.ts'
import type { Person, Tab } from '#testing/world.ts'

const world = await createWorld()
const far = await world.node()

async function sender(person: Person, node: typeof far, session: SessionId) {
  const actor = await node.authenticate(person.cookie)
  if (!actor) throw new Error('not signed in')
  return (verb: string, input: object) =>
    node.runner.run(actor, { id: uuid7(), type: `questions:${verb}`, input: { session, ...input } })
}

async function cast(session: SessionId) {
  const roles = (role: 'panellist' | 'moderator') => ({ sessions: { [session]: [role] } })
  const people = {
    attendee: await world.person('Ida'),
    asker: await world.person('CANARYASKER'),
    panellist: await world.person('Pan', roles('panellist')),
    moderator: await world.person('Mod', roles('moderator')),
  }
  const all = (['session', 'backstage', 'moderators'] as const).map((kind) => channelId(kind, session))
  const channels = (person: Person): ChannelId[] => [...all, channelId('person', person.id)]
  return { people, channels, all }
}

/** A story at random: what it names may not be there, or have another version; refusals are part of it. */
async function tellStory(
  session: SessionId,
  people: Awaited<ReturnType<typeof cast>>['people'],
  { seed, anonymous }: { seed: number; anonymous: 'always' | 'sometimes' },
) {
  const random = fc.sample(fc.nat(1_000_000), { numRuns: 2_000, seed })
  let at = 0
  const upTo = (n: number) => (random[at++ % random.length] ?? 0) % n
  const some = <T>(list: readonly T[]): T => list[upTo(list.length)] as T
  const send = {
    attendee: await sender(people.attendee, far, session),
    asker: await sender(people.asker, world.app, session),
    panellist: await sender(people.panellist, world.app, session),
    moderator: await sender(people.moderator, far, session),
  }
  const rows = () =>
    world.query<{ id: string; version: number }>(
      'SELECT id, version FROM questions WHERE session = $1 AND text NOT LIKE $2',
      [session, 'CANARYHIDDEN%'],
    )

  const told = {
    ask: () =>
      send.asker('ask', {
        text: `CANARYWAITING ${at} a question`,
        anonymous: anonymous === 'always' || upTo(3) > 0,
      }),
    vote: async () =>
      some([send.attendee, send.panellist])('vote', { question: some(await rows()).id, on: upTo(3) > 0 }),
    withdraw: async () => send.asker('withdraw', { question: some(await rows()).id, on: upTo(2) > 0 }),
    configure: () => send.moderator('configure', { anonymous: true, moderated: true, open: true }),
    async onOne(verb: string, more: object = {}, by = send.moderator) {
      const { id, version } = some(await rows())
      return by(verb, { question: id, base: version, ...more })
    },
    async merge() {
      const list = await rows()
      const [one, two] = [some(list), some(list)]
      return send.moderator('merge', {
        question: one.id,
        base: one.version,
        into: two.id,
        intoBase: two.version,
      })
    },
  }
  const acts: (() => Promise<unknown>)[] = [
    told.ask,
    told.ask,
    told.vote,
    told.vote,
    told.vote,
    told.withdraw,
    told.configure,
    told.merge,
    () => told.onOne('approve'),
    () => told.onOne('approve'),
    () => told.onOne('approve'),
    () => told.onOne('undo'),
    () => told.onOne('undo'),
    () => told.onOne('dismiss', { reason: 'CANARYREASON' }),
    () => told.onOne('edit', { text: `CANARYWAITING edited ${at}` }, send.asker),
    () => told.onOne('assign', { to: upTo(3) ? people.panellist.id : null }),
    () => told.onOne('label', { label: upTo(3) ? 'CANARYLABEL' : null }),
    () => told.onOne('putNext', { on: upTo(3) > 0 }),
    () => told.onOne('answerNow'),
    () => told.onOne('markAnswered'),
    () => told.onOne('answer', { text: 'In writing' }, some([send.moderator, send.panellist])),
  ]
  return async (steps: number) => {
    await told.ask()
    for (let i = 0; i < steps; i++) await some(acts)()
  }
}

const seen = (tab: Tab) => tab.questions.store.getState()
const settled = (tabs: readonly Tab[], fresh: Tab) =>
  tabs.every((tab) =>
    tab.channels.every((ch) => tab.connection.position(ch) === fresh.connection.position(ch)),
  )

/** Chapter by chapter, those who watch are compared with newcomers. Returns the types of all events that were told. */
async function compare(session: SessionId, story: { seed: number; chapters: number; steps: number }) {
  const { people, channels } = await cast(session)
  const go = await tellStory(session, people, { seed: story.seed, anonymous: 'sometimes' })
  const join = (node: typeof far) =>
    Object.fromEntries(Object.entries(people).map(([name, it]) => [name, world.join(it, channels(it), node)]))
  const watching = [join(world.app), join(far)]
  for (let chapter = 0; chapter < story.chapters; chapter++) {
    await go(chapter * story.steps)
    const fresh = join(chapter % 2 === 0 ? world.app : far)
    for (const [name, newcomer] of Object.entries(fresh)) {
      const others = watching.flatMap((it) => it[name] ?? [])
      await until(`${name} to be current`, () => settled(others, newcomer))
      for (const it of others) expect(seen(it), name).toEqual(seen(newcomer))
    }
    if (chapter % 4 === 2) watching.push(fresh)
    else for (const tab of Object.values(fresh)) tab.close()
  }
  const tabs = watching.flatMap((it) => Object.values(it))
  for (const tab of tabs) tab.close()
  return tabs.flatMap((it) => it.heard.flatMap(([, entries]) => entries.map(([, type]) => type)))
}

test('D11: whoever watches, from the start or from half-way, on either node, ends with the same state as a newcomer', async () => {
  const heard = new Set<string>()
  for (const seed of [1, 2, 3])
    for (const type of await compare(await world.session(), { seed, chapters: 12, steps: 3 })) heard.add(type)
  const missing = Object.keys(questions.events).filter((it) => !heard.has(`questions:${it}`))
  expect(missing).toEqual([])
}, 120_000)

/** A session in which more stand in every list than it shows. */
async function crowded(): Promise<SessionId> {
  const session = await world.session()
  const asker = await world.person('Many')
  const card = { id: asker.id, name: 'Many', organisation: null, badge: null }
  const { listed, filed, staged } = questionLimits
  await world.query(
    `INSERT INTO questions (id, session, asker, by, anonymous, text, tokens, asked_at, state, next)
     SELECT gen_random_uuid(), $1, $2, $3, false, 'Question ' || n, '{}', now(),
            CASE WHEN n <= $4 THEN 'approved' ELSE 'waiting' END, n <= $5
     FROM generate_series(1, $6::int) AS n`,
    [session, asker.id, card, listed + 3, staged + 1, filed + 6],
  )
  return session
}

test('D11: so it is where more stand in every list than it shows', async () => {
  for (const seed of [4, 5]) await compare(await crowded(), { seed, chapters: 6, steps: 16 })
}, 120_000)

test('D11: a question that climbs from beyond the end of the list is seen by everyone, and one that falls by nobody', async () => {
  const session = await crowded()
  const { people, channels } = await cast(session)
  const watching = world.join(people.attendee, channels(people.attendee))
  const shown = () => watching.questions.in('session', session).questions.map((it) => it.id)
  await until('all that is shown', () => shown().length === questionLimits.listed)
  const rows = await world.query<{ id: QuestionId }>(
    `SELECT id FROM questions WHERE session = $1 AND state = 'approved' ORDER BY id`,
    [session],
  )
  const [lowest, , last] = rows.map((it) => it.id) as [QuestionId, QuestionId, QuestionId]
  expect(shown()).not.toContain(lowest)
  const vote = await sender(people.attendee, far, session)
  for (const on of [true, false]) {
    expect(await vote('vote', { question: lowest, on })).toMatchObject({ ok: true })
    await until('it is seen, or no more', () => shown().includes(lowest) === on)
    expect(shown()).toHaveLength(questionLimits.listed)
    expect(shown()).not.toContain(last)
  }
})

test('F7: no attendee and no panellist is ever sent a waiting question, why one was dismissed, or who asked anonymously', async () => {
  const session = await world.session()
  const { people, channels } = await cast(session)
  const go = await tellStory(session, people, { seed: 7, anonymous: 'always' })
  await (
    await sender(people.moderator, far, session)
  )('configure', { moderated: true })
  const asker = await sender(people.asker, world.app, session)
  const hidden = await asker('ask', { text: 'CANARYHIDDEN for moderators only', anonymous: true })
  const wires = [people.attendee, people.panellist].flatMap((it) =>
    [world.app, far].map((node) => {
      const tab = world.join(it, channels(it), node)
      const lines: string[] = []
      tab.connection.socket.onAny((...line) => lines.push(JSON.stringify(line)))
      return { tab, lines }
    }),
  )
  await go(200)
  const moderator = world.join(people.moderator, channels(people.moderator))
  await until('the moderator sees it', () => JSON.stringify(seen(moderator)).includes('CANARYHIDDEN'))
  expect(hidden.ok).toBe(true)
  const newcomer = world.join(people.attendee, channels(people.attendee))
  const attendees = wires.map((it) => it.tab).filter((it) => it.person === people.attendee)
  await until('current', () => settled(attendees, newcomer))
  expect(newcomer.questions.in('session', session).questions.length).toBeGreaterThan(0)

  for (const { tab, lines } of wires) {
    const wire = [...lines, JSON.stringify(seen(newcomer))].join('\n')
    expect(wire).not.toMatch(/CANARYHIDDEN|CANARYREASON|CANARYASKER/)
    expect(wire.match(/[\w-]+@canary\.invalid/g) ?? []).toEqual([
      `${tab.person.id}@canary.invalid`.toLowerCase(),
    ])
    if (tab.person === people.attendee) expect(wire).not.toContain('CANARYLABEL')
  }
})
