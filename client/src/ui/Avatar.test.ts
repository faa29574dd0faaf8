import { expect, test } from 'vitest'
import { initials } from './Avatar.tsx'

test.each([
  ['Lucía Ferreyra Quispe', 'LQ'],
  ['Юлия Берестова', 'ЮБ'],
  ['沈若岚 Shen Ruolan', '沈R'],
  ['Aroha', 'A'],
  ['123', ''],
  ['', ''],
])('%s has the initials %s', (name, expected) => {
  expect(initials(name)).toBe(expected)
})
