import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { initialLanguage, storeLanguage, wantedHere } from './languages.ts'

beforeEach(() => {
  const kept = new Map<string, string>()
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
  })
  vi.stubGlobal('navigator', { languages: ['pt-BR', 'fr-CH', 'en'] })
})
afterEach(() => {
  vi.unstubAllGlobals()
})

test('a page begins in the first of the browser’s languages that we have, until one is chosen on this device', () => {
  expect(initialLanguage()).toBe('fr')
  storeLanguage('ar')
  expect(initialLanguage()).toBe('ar')
})

test('a profile’s language is taken on a new device, and not where another was chosen', () => {
  expect(wantedHere('ar')).toBe('ar')
  expect(wantedHere('pt')).toBeUndefined()
  storeLanguage('fr')
  expect(wantedHere('ar')).toBeUndefined()
})
