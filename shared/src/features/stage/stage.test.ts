import { standingIn } from '@rostrum/shared/kernel/actor.ts'
import type { Grants, SessionRole } from '@rostrum/shared/kernel/actor.ts'
import type { PersonId } from '@rostrum/shared/kernel/fields.ts'
import { expect, test } from 'vitest'
import { isCountingDown, isLive, mayTakeOffAir, nextStates, sourcesOf, stageRoleOf } from './stage.policy.ts'

const now = new Date('2030-07-01T12:00:00.000Z')
const live = { state: 'live' as const, since: '2030-07-01T12:00:10.000Z' }
const as = (...roles: SessionRole[]) =>
  standingIn('p1' as PersonId, { forums: { f: ['attendee'] }, sessions: { s: roles } } satisfies Grants, {
    forum: 'f',
    session: 's',
  })

test('a stage that is live from an instant ahead is counting down, and nobody is heard yet', () => {
  expect(isCountingDown(live, now)).toBe(true)
  expect(isLive(live, now)).toBe(false)
  expect(nextStates(live, now)).toEqual(['preparing', 'ended'])
  const then = new Date(live.since)
  expect(isCountingDown(live, then)).toBe(false)
  expect(isLive(live, then)).toBe(true)
  expect(nextStates(live, then)).toEqual(['paused', 'ended'])
})

test('an interpreter brings a voice, a signer a picture, a captioner neither', () => {
  expect(sourcesOf('interpreter')).toEqual(['microphone'])
  expect(sourcesOf('signer')).toEqual(['camera'])
  expect(sourcesOf('captioner')).toEqual([])
  expect(sourcesOf('guest')).toContain('screen')
})

test('of several roles the one that brings most to a stage counts; who leads the forum moderates', () => {
  expect(stageRoleOf(as('interpreter', 'panellist'))).toBe('panellist')
  expect(stageRoleOf(as('captioner', 'chair'))).toBe('chair')
  expect(stageRoleOf(as())).toBe('guest')
  expect(stageRoleOf({ person: 'p1' as PersonId, roles: ['forum:organiser'] })).toBe('moderator')
})

test('everyone may leave the air, and only who leads may send another', () => {
  expect(mayTakeOffAir(as('panellist'), 'p1' as PersonId)).toBe(true)
  expect(mayTakeOffAir(as('panellist'), 'p2' as PersonId)).toBe(false)
  expect(mayTakeOffAir(as('chair'), 'p2' as PersonId)).toBe(true)
})
