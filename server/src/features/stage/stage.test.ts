import { maxOnAir } from '@rostrum/shared/features/stage/stage.contract.ts'
import type { SessionId } from '@rostrum/shared/kernel/fields.ts'
import { expect, test } from 'vitest'
import { createWorld, until } from '#testing/world.ts'
import { createHall } from '#testing/hall.ts'
import type { Tab } from '#testing/world.ts'

const world = await createWorld()

const hall = () => createHall(world)

const state = (tab: Tab, session: SessionId) => tab.stage.in('session', session)
const done = async (answer: Promise<{ ok: boolean }>) => expect(await answer).toMatchObject({ ok: true })
const refused = async (code: string, answer: Promise<unknown>) =>
  expect(await answer).toMatchObject({ ok: false, code })

async function goLive(tab: Tab, session: SessionId, countdown = 0) {
  const { version } = state(tab, session)
  await done(tab.call('stage:setState', { session, state: 'live', countdown, base: version }))
  await until('live', () => state(tab, session).state === 'live')
}

/* ── refusals ────────────────────────────────────────────────────────────────────────────────── */

test('the audience and the panel direct nothing', async () => {
  const { session, audience, panellist, people } = await hall()
  const person = people.panellist.id
  for (const tab of [audience, panellist]) {
    await refused('forbidden', tab.call('stage:setState', { session, state: 'live', base: 0 }))
    await refused('forbidden', tab.call('stage:bringOnAir', { session, person: tab.person.id }))
    await refused('forbidden', tab.call('stage:remove', { session, person }))
    await refused('forbidden', tab.call('stage:stop', { session, person, source: 'microphone', on: true }))
    await refused('forbidden', tab.call('stage:spotlight', { session, person }))
    await refused('forbidden', tab.call('stage:invite', { session, person }))
    await refused('forbidden', tab.call('stage:withdrawInvitation', { session, person, base: 1 }))
  }
  await refused('forbidden', audience.call('stage:checkIn', { session, isReady: true }))
  await refused('forbidden', audience.call('stage:takeOffAir', { session, person }))
  await refused('not_found', audience.call('stage:share', { session, on: true }))
  await refused('not_found', audience.call('stage:answerInvitation', { session, accept: true, base: 1 }))
})

test('somebody of the audience comes on air by accepting an invitation, and in no other way', async () => {
  const { session, chair, people } = await hall()
  await refused('forbidden', chair.call('stage:bringOnAir', { session, person: people.audience.id }))
})

test('who is not of the forum cannot be invited', async () => {
  const { session, chair } = await hall()
  const stranger = await world.person('Stranger', { forum: [] })
  await refused('not_found', chair.call('stage:invite', { session, person: stranger.id }))
})

test('a state is followed by its own next ones only, and by none that was decided on an older one', async () => {
  const { session, chair } = await hall()
  await refused('conflict', chair.call('stage:setState', { session, state: 'paused', base: 0 }))
  await goLive(chair, session)
  await refused('conflict', chair.call('stage:setState', { session, state: 'ended', base: 0 }))
  await refused('conflict', chair.call('stage:setState', { session, state: 'preparing', base: 1 }))
  await done(chair.call('stage:setState', { session, state: 'ended', base: 1 }))
})

test('of two who decide at the same time one wins, and the other is shown what is', async () => {
  for (let round = 0; round < 10; round++) {
    const { session, chair, moderator } = await hall()
    await goLive(chair, session)
    const answers = await Promise.all([
      chair.call('stage:setState', { session, state: 'paused', base: 1 }),
      moderator.call('stage:setState', { session, state: 'ended', base: 1 }),
    ])
    const [won, lost] = answers.toSorted((a, b) => Number(b.ok) - Number(a.ok))
    expect(won?.ok).toBe(true)
    expect(lost).toMatchObject({ ok: false, code: 'conflict', state: { version: 2 } })
  }
})

test('a full stage takes nobody more', async () => {
  const { session, chair, people } = await hall()
  await done(chair.call('stage:bringOnAir', { session, person: people.panellist.id }))
  await world.query(
    `INSERT INTO stage_on_air (session, person, card, role, since)
     SELECT $1, 'x' || n, '{}', 'panellist', now() FROM generate_series(2, $2::int) AS n`,
    [session, maxOnAir],
  )
  await refused('closed', chair.call('stage:bringOnAir', { session, person: people.chair.id }))
})

/* ── what works ──────────────────────────────────────────────────────────────────────────────── */

test('a countdown is one instant for everyone, and can be stopped until then', async () => {
  const { session, chair, audience } = await hall()
  await goLive(chair, session, 30)
  await until('told', () => state(audience, session).version === 1)
  const since = Date.parse(state(audience, session).since ?? '')
  expect(since - world.now().getTime()).toBeGreaterThan(20_000)
  await done(chair.call('stage:setState', { session, state: 'preparing', base: 1 }))
  await until('stopped', () => state(chair, session).version === 2) // the next decision is made on it
  await goLive(chair, session, 1)
  await until('version', () => state(chair, session).version === 3)
  world.advance(1_100)
  await refused('conflict', chair.call('stage:setState', { session, state: 'preparing', base: 3 }))
})

test('the home of the forum lists what is live', async () => {
  const { session, chair, audience } = await hall()
  const listed = () => audience.stage.in('forum', world.forum).stages.find((it) => it.id === session)?.state
  await goLive(chair, session)
  await until('listed', () => listed() === 'live')
  await done(chair.call('stage:setState', { session, state: 'ended', base: 1 }))
  await until('ended', () => listed() === 'ended')
})

test('a pause says why and until when, and going on forgets it', async () => {
  const { session, chair, audience } = await hall()
  await goLive(chair, session)
  const backAt = '2030-07-01T12:00:00.000Z'
  const note = 'The hall has lost power for a moment.'
  await done(chair.call('stage:setState', { session, state: 'paused', note, backAt, base: 1 }))
  await until('told', () => state(audience, session).note === note)
  expect(state(audience, session).backAt).toBe(backAt)
  await done(chair.call('stage:setState', { session, state: 'live', base: 2 }))
  await until('gone', () => state(audience, session).note === null)
})

test('the invited goes on air by saying yes, and back by being sent or by leaving', async () => {
  const { session, chair, audience, people } = await hall()
  const person = people.audience.id
  await done(chair.call('stage:invite', { session, person }))
  const mine = () => audience.stage.in('person', person)
  await until('asked', () => mine().invitations.length === 1)
  const base = mine().invitations[0]?.version ?? 0
  await refused(
    'conflict',
    audience.call('stage:answerInvitation', { session, accept: true, base: base + 1 }),
  )
  await done(audience.call('stage:answerInvitation', { session, accept: true, base }))
  await until('on air', () => state(chair, session).onAir.some((it) => it.id === person))
  expect(state(chair, session).onAir[0]).toMatchObject({ role: 'guest', card: { name: 'Aud' } })
  await until('knows it', () => mine().stages.some((it) => it.place === 'air'))
  expect(mine().invitations).toEqual([])
  await done(chair.call('stage:takeOffAir', { session, person }))
  await until('back', () => state(audience, session).onAir.length === 0 && mine().stages.length === 0)
  await refused('conflict', audience.call('stage:answerInvitation', { session, accept: true, base }))
})

test('an answer and a withdrawal at the same time: one of them is what happened', async () => {
  for (let round = 0; round < 10; round++) {
    const { session, chair, audience, people } = await hall()
    const person = people.audience.id
    await done(chair.call('stage:invite', { session, person }))
    const [answer, withdrawal] = await Promise.all([
      audience.call('stage:answerInvitation', { session, accept: true, base: 1 }),
      chair.call('stage:withdrawInvitation', { session, person, base: 1 }),
    ])
    expect(answer.ok).not.toBe(withdrawal.ok)
    const [row] = await world.query<{ n: number }>(
      'SELECT count(*)::int AS n FROM stage_on_air WHERE session = $1',
      [session],
    )
    expect(row?.n).toBe(answer.ok ? 1 : 0)
  }
})

test('an invitation that nobody answered in time is not accepted later', async () => {
  const { session, chair, audience, people } = await hall()
  await done(chair.call('stage:invite', { session, person: people.audience.id }))
  world.advance(121_000)
  await refused('expired', audience.call('stage:answerInvitation', { session, accept: true, base: 1 }))
})

test('one screen at a time, unless the chair shows theirs', async () => {
  const { session, chair, moderator, panellist, people } = await hall()
  for (const { id } of [people.chair, people.panellist, people.moderator])
    await done(chair.call('stage:bringOnAir', { session, person: id }))
  await done(chair.call('stage:share', { session, on: true }))
  await refused('conflict', panellist.call('stage:share', { session, on: true }))
  await done(moderator.call('stage:share', { session, on: true }))
  await until('theirs', () => state(panellist, session).sharing === people.moderator.id)
  await done(chair.call('stage:share', { session, on: false })) // it is not the chair's any more
  expect(state(panellist, session).sharing).toBe(people.moderator.id)
  await done(chair.call('stage:takeOffAir', { session, person: people.moderator.id }))
  await until('free', () => state(panellist, session).sharing === null)
})

test('whoever was removed is off the stage and out of the backstage, until brought on air again', async () => {
  const { session, chair, panellist, people } = await hall()
  const person = people.panellist.id
  await done(panellist.call('stage:checkIn', { session, isReady: true }))
  await done(chair.call('stage:bringOnAir', { session, person }))
  await done(chair.call('stage:remove', { session, person }))
  await until('out', () => chair.stage.in('backstage', session).people.length === 0)
  await until('told', () => panellist.stage.in('person', person).stages[0]?.place === 'removed')
  await refused('forbidden', panellist.call('stage:checkIn', { session, isReady: true }))
  await done(chair.call('stage:bringOnAir', { session, person }))
  await until('back', () => panellist.stage.in('person', person).stages[0]?.place === 'air')
})

test('J5: every act of a chair is in the log, with what was before and after', async () => {
  const { session, chair, people } = await hall()
  await goLive(chair, session)
  await done(chair.call('stage:bringOnAir', { session, person: people.panellist.id }))
  await done(
    chair.call('stage:stop', { session, person: people.panellist.id, source: 'microphone', on: true }),
  )
  const rows = await world.query<{ act: string; subject: string }>(
    'SELECT act, subject FROM audit_log WHERE session = $1 ORDER BY seq',
    [session],
  )
  expect(rows).toEqual([
    { act: 'stage.setState', subject: `session:${session}` },
    { act: 'stage.bringOnAir', subject: `person:${people.panellist.id}` },
    { act: 'stage.stop', subject: `person:${people.panellist.id}` },
  ])
})
