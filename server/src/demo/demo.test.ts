import type { Programme, SessionDetail } from '@rostrum/shared/features/programme/programme.contract.ts'
import { expect, test } from 'vitest'
import { createWorld } from '#testing/world.ts'
import { demoAccounts, demoSessions, fillDemo } from './fill.ts'
import { enliven } from './life.ts'
import { datesAround, seedSessions } from './seed.ts'

const hour = 3_600_000

async function emptyWorld() {
  const world = await createWorld()
  await world.query('DELETE FROM forums')
  const programme = async () =>
    (await (await world.fetch('/api/forums/meridian/programme')).json()) as Programme
  return { ...world, programme }
}

test('a database with another forum is left alone', async () => {
  const world = await createWorld()
  expect(await fillDemo(world.postgres, new Date())).toBe('absent')
  expect(await world.query('SELECT 1 FROM sessions')).toEqual([])
})

test('an empty database gets a forum of five days with sessions over, running and to come', async () => {
  const world = await emptyWorld()
  const now = new Date()
  expect(await fillDemo(world.postgres, now)).toBe('made')
  const { forum, sessions, people } = await world.programme()
  expect(forum.isDemo).toBe(true)
  expect(sessions).toHaveLength(40)
  const session = (id: string) => sessions.find((it) => it.id === id)
  expect(Date.parse(session(demoSessions.ended)?.endsAt ?? '')).toBeLessThan(now.getTime())
  expect(Date.parse(session(demoSessions.live)?.startsAt ?? '')).toBeLessThanOrEqual(now.getTime())
  expect(Date.parse(session(demoSessions.live)?.endsAt ?? '')).toBeGreaterThan(now.getTime() + hour / 2)
  expect(Date.parse(session(demoSessions.preparing)?.startsAt ?? '')).toBeGreaterThanOrEqual(now.getTime())
  const named = new Set(people.map((it) => it.id))
  for (const { people: parts } of sessions) for (const part of parts) expect(named).toContain(part.person)
})

test('its accounts have their roles, and some of its texts are deliberately missing', async () => {
  const world = await emptyWorld()
  await fillDemo(world.postgres, new Date())
  const emails = await world.query<{ email: string }>(`SELECT email FROM people WHERE email = ANY($1)`, [
    Object.values(demoAccounts),
  ])
  expect(emails).toHaveLength(4)
  const detail = (await (
    await world.fetch(`/api/sessions/${demoSessions.preparing}`)
  ).json()) as SessionDetail
  expect(detail.session.people).toContainEqual({ person: 'demo-panellist', role: 'panellist' })
  expect(Object.keys(detail.session.abstract)).toEqual(['en'])
  for (const language of ['en', 'fr', 'ar'])
    expect(seedSessions.some((it) => it.title[language] === undefined)).toBe(true)
})

test('a second start keeps everything, and moves the days to now only when its live session is over', async () => {
  const world = await emptyWorld()
  const first = new Date()
  await fillDemo(world.postgres, first)
  const before = await world.programme()
  expect(await fillDemo(world.postgres, new Date(first.getTime() + hour / 2))).toBe('kept')
  expect(await world.programme()).toEqual(before)

  const later = new Date(first.getTime() + 30 * 24 * hour)
  expect(await fillDemo(world.postgres, later)).toBe('moved')
  const after = await world.programme()
  expect(after.sessions).toHaveLength(40)
  const live = after.sessions.find((it) => it.id === demoSessions.live)
  expect(Date.parse(live?.startsAt ?? '')).toBeLessThanOrEqual(later.getTime())
  expect(Date.parse(live?.endsAt ?? '')).toBeGreaterThan(later.getTime())
})

test('two nodes that start at the same time make one demo', async () => {
  const world = await emptyWorld()
  const now = new Date()
  const done = await Promise.all([fillDemo(world.postgres, now), fillDemo(world.postgres, now)])
  expect(done.toSorted()).toEqual(['kept', 'made'])
})

test('a place of the demo never has two sessions at the same time, on whatever day it starts', () => {
  for (const now of ['2026-03-29T00:40:00Z', '2026-10-25T00:40:00Z', '2026-07-08T13:24:00Z']) {
    const dates = datesAround(new Date(now)).sessions
    const held = seedSessions.map((it, n) => ({ ...it, from: dates[n]?.starts_at, to: dates[n]?.ends_at }))
    for (const a of held)
      for (const b of held)
        if (a.id !== b.id && a.place === b.place && a.from && b.from && b.to && a.from >= b.from)
          expect(a.from >= b.to, `${a.id} and ${b.id}`).toBe(true)
  }
})

test('what was said before the newcomer came is there once, however often the demo starts', async () => {
  const world = await emptyWorld()
  await fillDemo(world.postgres, new Date())
  const stages = async () =>
    Object.fromEntries(
      (await world.query<{ session: string; state: string }>('SELECT session, state FROM stages')).map(
        (it) => [it.session, it.state],
      ),
    )
  const count = async () =>
    (await world.query('SELECT 1 FROM questions')).length +
    (await world.query('SELECT 1 FROM messages')).length
  await enliven(world.app.runner, world.postgres, false)
  const said = await count()
  expect(said).toBeGreaterThan(15)
  expect(await stages()).toEqual({ 'demo-ended': 'ended', 'demo-live': 'live' })

  await enliven(world.app.runner, world.postgres, false)
  expect(await count()).toBe(said)

  // Broken off before its last step, it goes on without saying anything twice.
  await world.query(`DELETE FROM stages WHERE session = 'demo-live'`)
  await enliven(world.app.runner, world.postgres, false)
  expect(await count()).toBe(said)

  // A visitor has ended what was live; a start weeks later has it live again.
  await world.query(`UPDATE stages SET state = 'ended'`)
  await enliven(world.app.runner, world.postgres, true)
  expect(await stages()).toEqual({ 'demo-ended': 'ended', 'demo-live': 'live' })
})
