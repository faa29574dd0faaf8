import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { keepDraft, readDraft } from './draft.ts'

const empty = { text: '', anonymous: false }

beforeEach(() => {
  const kept = new Map<string, string>()
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  })
})
afterEach(() => {
  vi.unstubAllGlobals()
})

test('a draft is found again under its own name, and under no other', () => {
  keepDraft('questions:a', { text: 'Who pays?', anonymous: true })
  expect(readDraft('questions:a', empty)).toEqual({ text: 'Who pays?', anonymous: true })
  expect(readDraft('questions:b', empty)).toEqual(empty)
})

test('without text nothing is kept, whatever else was chosen', () => {
  keepDraft('questions:a', { text: 'Who pays?', anonymous: true })
  keepDraft('questions:a', { text: '', anonymous: true })
  expect(readDraft('questions:a', empty)).toEqual(empty)
})

test('what another version kept is completed; what cannot be read is an empty draft', () => {
  localStorage.setItem('rostrum:draft:a', '{"text":"Who pays?"}')
  localStorage.setItem('rostrum:draft:b', 'Who pays?')
  expect(readDraft('a', empty)).toEqual({ text: 'Who pays?', anonymous: false })
  expect(readDraft('b', empty)).toEqual(empty)
})

test('a browser that keeps nothing takes a draft without an error', () => {
  vi.stubGlobal('localStorage', undefined)
  keepDraft('a', { text: 'Who pays?' })
  expect(readDraft('a', empty)).toEqual(empty)
})
