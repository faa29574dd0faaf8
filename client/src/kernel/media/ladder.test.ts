import { expect, test } from 'vitest'
import { climb, isWanted, startOfClimb } from './ladder.ts'
import type { ConnectionGrade } from './types.ts'

/** The ladder after these grades, one each second. */
const after = (grades: readonly ConnectionGrade[]) =>
  grades.reduce((it, grade, n) => climb(n * 1_000, grade, it), startOfClimb(0)).ladder
const seconds = (n: number, grade: ConnectionGrade) => Array.from({ length: n }, () => grade)

test('a bad moment changes nothing, a bad line takes a step down, and another', () => {
  expect(after(seconds(6, 'poor'))).toBe('full')
  expect(after(seconds(8, 'poor'))).toBe('saver')
  expect(after(seconds(60, 'lost'))).toBe('audio')
})

test('a line that has recovered is trusted after a while', () => {
  expect(after([...seconds(8, 'poor'), ...seconds(15, 'good')])).toBe('saver')
  expect(after([...seconds(8, 'poor'), ...seconds(25, 'good')])).toBe('full')
  expect(
    after([...seconds(8, 'poor'), ...seconds(15, 'good'), ...seconds(2, 'poor'), ...seconds(15, 'good')]),
  ).toBe('saver')
})

test('the saver shows one picture: a screen before the face of who speaks', () => {
  const face = { kind: 'picture', isScreen: false, isOfSpeaker: true } as const
  const other = { ...face, isOfSpeaker: false }
  const screen = { ...other, isScreen: true }
  expect([face, other].map((it) => isWanted('saver', it, false))).toEqual([true, false])
  expect([face, other, screen].map((it) => isWanted('saver', it, true))).toEqual([false, false, true])
  expect(isWanted('audio', face, false)).toBe(false)
  expect(isWanted('audio', { ...other, kind: 'sound' }, false)).toBe(true)
  expect(isWanted('text', { ...other, kind: 'sound' }, false)).toBe(false)
})
