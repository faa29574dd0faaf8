import type { QuestionId } from '@rostrum/shared/features/questions/questions.contract.ts'
import { channelId } from '@rostrum/shared/kernel/channel.ts'
import type { SessionId } from '@rostrum/shared/kernel/fields.ts'
import { uuid7 } from '@rostrum/shared/kernel/ids.ts'
import type { Ack } from '@rostrum/shared/kernel/wire.ts'
import { expect, test } from 'vitest'
import { createWorld, until } from '#testing/world.ts'
import type { Person } from '#testing/world.ts'

const world = await createWorld()
const far = await world.node()

/** Sends as this person on one of the nodes, past the door that counts how often somebody knocks. */
async function sender(person: Person, node: typeof far, session: SessionId) {
  const actor = await node.authenticate(person.cookie)
  if (!actor) throw new Error('not signed in')
  return (verb: string, input: object): Promise<Ack> =>
    node.runner.run(actor, { id: uuid7(), type: `questions:${verb}`, input: { session, ...input } })
}

async function room() {
  const session = await world.session()
  const ann = await world.person('Ann')
  const one = await world.person('One', { sessions: { [session]: ['moderator'] } })
  const two = await world.person('Two', { sessions: { [session]: ['chair'] } })
  return {
    session,
    bob: await world.person('Bob'),
    ann: await sender(ann, world.app, session),
    one: await sender(one, world.app, session),
    two: await sender(two, far, session),
  }
}
async function asked(ask: Awaited<ReturnType<typeof sender>>): Promise<QuestionId> {
  const ack = await ask('ask', { text: `Question ${uuid7()}`, anonymous: false })
  if (!ack.ok) throw new Error(ack.code)
  return (ack.output as { id: QuestionId }).id
}
const codes = (acks: readonly Ack[]) => acks.map((it) => (it.ok ? 'ok' : it.code)).sort()

test('D1: of two moderators on two nodes who saw the same version one decides and one learns of it, 200 times; the log has both', async () => {
  const { session, ann, one, two } = await room()
  for (let i = 0; i < 200; i++) {
    const question = await asked(ann)
    const acks = await Promise.all([
      one('approve', { question, base: 1 }),
      two('dismiss', { question, base: 1, reason: 'outside the topic' }),
    ])
    expect(codes(acks)).toEqual(['conflict', 'ok'])
    const refused = acks.find((it) => !it.ok)
    expect(refused).toMatchObject({ state: { id: question, version: 2 } })
  }
  const rows = await world.query('SELECT 1 FROM questions WHERE session = $1 AND version = 2', [session])
  expect(rows).toHaveLength(200)
  const attempts = () =>
    world.query<{ act: string; actor: string; subject: string; after: unknown }>(
      `SELECT act, actor, subject, after FROM audit_log WHERE session = $1 AND act LIKE '%.refused'`,
      [session],
    )
  await until('both attempts are in the log', async () => (await attempts()).length === 200)
  const logged = await attempts()
  expect(new Set(logged.map((it) => it.subject)).size).toBe(200)
  expect(logged[0]).toMatchObject({
    act: expect.stringMatching(/^questions\.(approve|dismiss)\.refused$/),
    after: { refused: 'conflict', base: 1 },
  })
  const acts = await world.query(
    `SELECT 1 FROM audit_log WHERE session = $1 AND act IN ('questions.approve', 'questions.dismiss')`,
    [session],
  )
  expect(acts).toHaveLength(200)
  // What an asker tried in vain is nobody's business.
  const question = await asked(ann)
  expect(await ann('edit', { question, text: 'Another text', base: 7 })).toMatchObject({ code: 'conflict' })
  expect(await attempts()).toHaveLength(200)
}, 120_000)

test('D2: an edit and an approval of the same version: what is approved is what was seen, 50 times', async () => {
  const { ann, one, session } = await room()
  for (let i = 0; i < 50; i++) {
    const question = await asked(ann)
    const acks = await Promise.all([
      one('approve', { question, base: 1 }),
      ann('edit', { question, base: 1, text: 'Something else entirely' }),
    ])
    expect(codes(acks)).toEqual(['conflict', 'ok'])
    if (!acks[0]?.ok) await ann('withdraw', { question, on: true })
  }
  const rows = await world.query(
    `SELECT 1 FROM questions WHERE session = $1 AND state = 'approved' AND text LIKE 'Something%'`,
    [session],
  )
  expect(rows).toEqual([])
})

test('C4 D3 D7: a thousand votes of one person at once are one vote', async () => {
  const { session, ann, one, bob } = await room()
  const question = await asked(ann)
  await one('approve', { question, base: 1 })
  const [here, there] = [await sender(bob, world.app, session), await sender(bob, far, session)]
  const acks = await Promise.all(
    Array.from({ length: 1_000 }, (_, i) => (i % 2 === 0 ? here : there)('vote', { question, on: true })),
  )
  expect(acks.every((it) => it.ok)).toBe(true)
  const tab = world.join(bob, [channelId('session', session), channelId('person', bob.id)])
  await until('one vote', () => tab.questions.in('session', session).questions[0]?.votes === 1)
  await until('theirs', () => tab.questions.in('person', bob.id).votes.join() === question)
  expect(await world.query('SELECT 1 FROM question_votes WHERE question = $1', [question])).toHaveLength(1)
})

test('of two questions put on air at once one is being answered', async () => {
  const { session, ann, one, two } = await room()
  const [a, b] = [await asked(ann), await asked(ann)]
  for (const question of [a, b]) await one('approve', { question, base: 1 })
  const acks = await Promise.all([
    one('answerNow', { question: a, base: 2 }),
    two('answerNow', { question: b, base: 2 }),
  ])
  expect(codes(acks)).toEqual(['ok', 'ok'])
  const rows = await world.query<{ state: string }>(
    'SELECT state FROM questions WHERE session = $1 ORDER BY state',
    [session],
  )
  expect(rows.map((it) => it.state)).toEqual(['answered', 'answering'])
})
