import { expect, test } from 'vitest'
import type { PersonId } from '@rostrum/shared/kernel/fields.ts'
import { insertName, nameBeingTyped, namesLike } from './mentions.ts'

const authors = ['Ann Lee', 'Bob Ansah', '沈若岚'].map((name) => ({ id: name as PersonId, name }))
const found = (typed: string) => namesLike(authors, typed).map((it) => it.name)

test('after an @ that begins a word, somebody is being named', () => {
  expect(['@', 'hello @an', 'a@b', '@ann lee', 'x'].map(nameBeingTyped)).toEqual([
    '',
    'an',
    undefined,
    undefined,
    undefined,
  ])
})

test('any word of a name finds it, in every script', () => {
  expect(found('an')).toEqual(['Ann Lee', 'Bob Ansah'])
  expect(found('沈')).toEqual(['沈若岚'])
  expect(found('zz')).toEqual([])
})

test('the chosen name takes the place of what was typed, whatever it holds', () => {
  expect(insertName('thanks @bo', 'Bob $& Ansah')).toBe('thanks @Bob $& Ansah ')
})
