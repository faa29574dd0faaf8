import { beforeEach, expect, test } from 'vitest'
import { forgetPending, notePending, pendingStore } from './pending.ts'

const envelope = (id: string) => ({ id, type: 'chat:say', input: {} })
const states = () => pendingStore.getState().map((it) => `${it.envelope.id} ${it.state}`)
beforeEach(() => pendingStore.setState([], true))

test('a command is sending, queued, sending again, and gone when it is done', () => {
  notePending(envelope('a'), { state: 'sending' })
  notePending(envelope('a'), { state: 'queued' })
  expect(states()).toEqual(['a queued'])
  notePending(envelope('a'), { state: 'sending' })
  notePending(envelope('a'), { state: 'done' })
  expect(states()).toEqual([])
})

test('a refused one stays, with its reason, until the person decides', () => {
  notePending(envelope('a'), { state: 'sending' })
  notePending(envelope('b'), { state: 'sending' })
  notePending(envelope('a'), { state: 'refused', code: 'closed' })
  expect(pendingStore.getState()[0]).toMatchObject({ state: 'refused', code: 'closed' })
  expect(states()).toEqual(['a refused', 'b sending'])
  forgetPending('a')
  expect(states()).toEqual(['b sending'])
})

test('refusals that nobody looks at do not pile up, and never push out what is on its way', () => {
  notePending(envelope('kept'), { state: 'queued' })
  for (let n = 0; n < 80; n++) notePending(envelope(`r${n}`), { state: 'refused', code: 'invalid' })
  expect(states()).toHaveLength(51)
  expect(states()[0]).toBe('kept queued')
  expect(states()[1]).toBe('r30 refused')
})
