import { expect, test } from 'vitest'
import type { Session } from '@rostrum/shared/features/programme/programme.contract.ts'
import { createClocks } from '#kernel/times.ts'
import { marksOf } from './programme.store.ts'
import { readView, withChange } from './useFilters.ts'

const at = (time: string) => Date.parse(`2026-07-08T${time}:00Z`)
test('the forum’s time is said with its day only when that is another day', () => {
  const clocks = createClocks('en', 'Asia/Dhaka', 'America/New_York')
  expect(clocks.time(at('13:24'))).toBe('19:24')
  expect(clocks.forumTime(at('13:24'))).toBe('09:24')
  expect(clocks.forumTime(at('02:00'))).toBe('Tue 7, 22:00')
  expect(clocks.range(at('13:00'), at('14:15'))).toBe('19:00–20:15')
  expect(createClocks('en', 'Europe/Paris', 'Europe/Zurich').same(at('12:00'))).toBe(true)
})

test('a stage that counts down is not live yet, and one that is prepared says nothing', () => {
  const id = 's1' as Session['id']
  const mark = (state: 'preparing' | 'live', since: string | null) =>
    marksOf([{ id, state, since }], at('12:00')).get(id)
  expect(mark('live', '2026-07-08T12:00:30.000Z')).toBeUndefined()
  expect(mark('live', '2026-07-08T11:00:00.000Z')).toBe('live')
  expect(mark('preparing', null)).toBeUndefined()
})

test('a view is whole in the address, and what is taken out of it leaves nothing behind', () => {
  const params = withChange(new URLSearchParams('day=2026-07-08'), { track: 't1', live: '1', text: 'é &' })
  expect(readView(new URLSearchParams(params.toString()))).toMatchObject({
    day: '2026-07-08',
    track: 't1',
    live: true,
    text: 'é &',
    shape: 'grid',
  })
  expect(withChange(params, { track: '', live: undefined, text: '' }).toString()).toBe('day=2026-07-08')
})
