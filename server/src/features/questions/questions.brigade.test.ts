import { questionLimits } from '@rostrum/shared/features/questions/questions.contract.ts'
import type { QuestionId } from '@rostrum/shared/features/questions/questions.contract.ts'
import { channelId } from '@rostrum/shared/kernel/channel.ts'
import type { PersonId } from '@rostrum/shared/kernel/fields.ts'
import { uuid7 } from '@rostrum/shared/kernel/ids.ts'
import { expect, test } from 'vitest'
import { createWorld, until } from '#testing/world.ts'

const world = await createWorld()
const accounts = 100

/** Accounts in masses, each of which could sign in. */
async function brigade(): Promise<PersonId[]> {
  const rows = await world.query<{ id: PersonId }>(
    `WITH made AS (INSERT INTO people (id, email, name)
       SELECT 'brigade' || n, 'brigade' || n || '@canary.invalid', 'Brigade ' || n FROM generate_series(1, $1::int) AS n
       RETURNING id)
     INSERT INTO memberships (forum, person, role) SELECT $2, id, 'attendee' FROM made RETURNING person AS id`,
    [accounts, world.forum],
  )
  return rows.map((it) => it.id)
}

test('I3: a hundred accounts that ask the same reach nobody but the moderators, for whom they are one heap', async () => {
  const session = await world.session()
  const room = channelId('session', session)
  const desk = channelId('moderators', session)
  const watcher = world.join(await world.person('Ann'), [room])
  const mod = world.join(await world.person('Mia', { sessions: { [session]: ['moderator'] } }), [desk, room])
  await until('joined', () => watcher.connection.position(room) >= 0 && mod.connection.position(desk) >= 0)
  const honest = await watcher.call('questions:ask', {
    session,
    text: 'Who pays for electricity at night?',
    anonymous: false,
  })
  const question = honest.ok ? (honest.output.id as QuestionId) : expect.fail()

  const people = await brigade()
  const answers = await Promise.all(
    people.map((id, n) =>
      world.app.runner.run(
        {
          id,
          signIn: uuid7(),
          grants: { forums: { [world.forum]: ['attendee'] }, sessions: {} },
          removedFrom: [],
        },
        {
          id: uuid7(),
          type: 'questions:ask',
          input: {
            session,
            text: `Buy cheap coins at the best exchange today, offer ${n}`,
            anonymous: false,
          },
        },
      ),
    ),
  )
  expect(answers.filter((it) => !it.ok)).toEqual([])
  const filed = () => mod.questions.in('moderators', session).questions
  await until('all are filed', () => filed().length === accounts + 1, 20_000)

  // The room has seen none of it, and the honest one is still the first to be looked at.
  expect(watcher.questions.in('session', session).questions).toEqual([])
  expect(JSON.stringify(watcher.heard)).not.toContain('coins')
  expect(filed().some((it) => it.id === question)).toBe(true)
  // All but the first say which one they resemble.
  const heap = filed().filter((it) => it.text.includes('coins'))
  expect(heap.filter((it) => it.closeTo === null).length).toBeLessThanOrEqual(1)
  expect(filed().find((it) => it.id === question)?.closeTo).toBeNull()

  // And the work goes on: one act each, at whatever they ask meanwhile.
  expect(await mod.call('questions:approve', { session, question, base: 1 })).toMatchObject({ ok: true })
  await until('published', () => watcher.questions.in('session', session).questions.length === 1)
})

test('I3: who asks many at the same moment has no more waiting than who asks them one by one', async () => {
  const session = await world.session()
  const tab = world.join(await world.person('Bob'))
  const ask = (n: number) => tab.call('questions:ask', { session, text: `Number ${n}`, anonymous: false })
  const answers = await Promise.all(Array.from({ length: questionLimits.waitingEach + 5 }, (_, n) => ask(n)))
  expect(answers.filter((it) => it.ok)).toHaveLength(questionLimits.waitingEach)
  for (const it of answers.filter((one) => !one.ok))
    expect(it).toMatchObject({ code: 'closed', state: { what: 'waiting' } })
})
