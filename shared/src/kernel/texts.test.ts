import { expect, test } from 'vitest'
import { pickText } from './texts.ts'

test('a text in the wanted language is no fallback, also between a language and its regions', () => {
  const texts = { en: 'Hall', 'fr-CA': 'Salle' }
  expect(pickText(texts, 'en', [])).toEqual({ text: 'Hall', language: 'en', isFallback: false })
  expect(pickText(texts, 'fr', [])).toEqual({ text: 'Salle', language: 'fr-CA', isFallback: false })
  expect(pickText({ zh: '厅' }, 'zh-Hant', ['en'])).toMatchObject({ language: 'zh', isFallback: false })
})

test('a missing text falls back in the order of the forum, and says so', () => {
  const texts = { ar: 'قاعة', fr: 'Salle', en: '  ' }
  expect(pickText(texts, 'en', ['en', 'fr', 'ar'])).toEqual({
    text: 'Salle',
    language: 'fr',
    isFallback: true,
  })
  expect(pickText(texts, 'ru', ['ru'])).toEqual({ text: 'قاعة', language: 'ar', isFallback: true })
})

test('no text at all is null, whatever is asked for', () => {
  expect(pickText({}, 'en', ['fr'])).toBeNull()
  expect(pickText({ en: '' }, 'en', [])).toBeNull()
})
