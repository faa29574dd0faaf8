import type {
  FiledQuestion,
  MyQuestion,
  Question,
} from '@rostrum/shared/features/questions/questions.contract.ts'
import { expect, test } from 'vitest'
import { inDrawer, inView, keptStill, likeness, ownUnseen, withWish } from './questions.lists.ts'

const question = (id: string, state: Question['state'], votes = 0) => ({ id, state, votes }) as Question
const filed = (id: string, more: Partial<FiledQuestion>) =>
  ({ id, mergedInto: null, closeTo: null, assigned: null, ...more }) as FiledQuestion
const ids = (list: readonly { readonly id: string }[]) => list.map((it) => it.id).join('')

const room = [
  question('a', 'approved', 2),
  question('b', 'answering', 9),
  question('c', 'answered', 5),
  question('d', 'approved', 2),
]

test('what is being answered stands above every view; equal votes are ordered by time', () => {
  expect(ids(inView(room, 'votes'))).toBe('cda')
  expect(ids(inView(room, 'newest'))).toBe('dca')
  expect(ids(inView(room, 'answered'))).toBe('c')
})

test('a list that stands still keeps its order while votes change, loses what is gone, and counts what is new', () => {
  const now = [question('c', 'answered', 5), question('a', 'approved', 9), question('e', 'approved')]
  const { shown, fresh } = keptStill(['d', 'a', 'c'], now)
  expect(ids(shown)).toBe('ac')
  expect(shown[0]?.votes).toBe(9)
  expect(fresh).toBe(1)
})

test('a vote counts at once, and is counted once when it has arrived', () => {
  expect(withWish(4, false, true)).toEqual({ on: true, votes: 5 })
  expect(withWish(5, true, true)).toEqual({ on: true, votes: 5 })
  expect(withWish(5, true, false)).toEqual({ on: false, votes: 4 })
  expect(withWish(5, true, undefined)).toEqual({ on: true, votes: 5 })
})

test('of one’s own unseen questions the list shows what waits and the last that was not taken; all, on demand', () => {
  const states = ['dismissed', 'waiting', 'dismissed', 'withdrawn', 'approved', 'merged'] as const
  const mine = states.map((state, i) => ({ id: 'abcdef'[i], state }) as MyQuestion)
  expect(ids(ownUnseen(mine, false))).toBe('cb')
  expect(ids(ownUnseen(mine, true))).toBe('fdcba')
})

test('a drawer holds its questions, on air first, and those for me are the open ones given to me', () => {
  const me = { id: 'me' } as NonNullable<FiledQuestion['assigned']>
  const all = [
    filed('a', { state: 'answering', assigned: me }),
    filed('b', { state: 'approved' }),
    filed('c', { state: 'waiting', assigned: me }),
  ]
  expect(ids(inDrawer(all, 'open', 'me'))).toBe('ab')
  expect(ids(inDrawer(all, 'forMe', 'me'))).toBe('a')
  expect(ids(inDrawer(all, 'waiting', 'me'))).toBe('c')
})

test('a likeness follows its question to where that was merged, and is none when it cannot be merged into', () => {
  const into = { id: 'b' } as { id: NonNullable<FiledQuestion['closeTo']> }
  const kept = { id: 'c' } as { id: NonNullable<FiledQuestion['closeTo']> }
  const asked = filed('a', { state: 'waiting', closeTo: into.id })
  const merged = filed('b', { state: 'merged', mergedInto: kept.id })
  expect(likeness(asked, [asked, merged, filed('c', { state: 'approved' })])?.id).toBe('c')
  expect(likeness(asked, [asked, merged, filed('c', { state: 'dismissed' })])).toBeUndefined()
  expect(
    likeness(filed('b', { state: 'waiting' }), [filed('a', { state: 'approved', closeTo: into.id })])?.id,
  ).toBe('a')
})
