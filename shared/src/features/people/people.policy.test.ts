import { expect, test } from 'vitest'
import { mayBeName, mayBeOrganisation, safePath } from './people.policy.ts'

test.each([
  'Moderator',
  'moderator Ann',
  'M o d e r a t o r',
  'Mоderatоr', // Cyrillic о
  'Μοderator', // Greek Μο
  '𝐌𝐨𝐝𝐞𝐫𝐚𝐭𝐨𝐫',
  'Ｍｏｄｅｒａｔｏｒ',
  'Modérateur',
  'M0derat0r',
  'Rnoderator',
  'ᴍᴏᴅᴇʀᴀᴛᴏʀ',
  'Organlser',
  'Organiser (desk)',
  'Rоstrum',
  'Модератор',
  'المشرف',
  '主持人',
  'Forum Admin',
  'Ann ✔',
  'Ann ⭐ Speaker',
  'Ann\u202egnihton',
  'Ann\u200b Lee',
  'Ann\u200d Lee',
  'Ann\u2066',
  'ㅤ',
  'Ann\u00adLee',
  'Ann\u{e0041}',
  '⠀',
  '123',
  'ann@canary.invalid',
  'see https://evil.example',
  'Z\u0334\u0321\u0353\u0354\u0301\u0302a',
  'A\nB',
])('E17: %j is nobody’s name', (name) => expect(mayBeName(name)).toBe(false))

test.each([
  'Tahmina Rezwana',
  'তাহমিনা রেজওয়ানা',
  'মো\u200dহাম্মদ',
  'علی\u200cرضا',
  'پرویز مشرف',
  '孫中山',
  "Ng'ang'a O’Brien-Smith Jr.",
  'Nguyễn Thị Minh Khai',
  'Ивáн Модестов',
  'José Ramón 3rd',
  'Modeste Organ',
  'Ann',
])('%j is a name', (name) => expect(mayBeName(name.normalize('NFC'))).toBe(true))

test('an organisation may have signs in its name, but no address and nothing hidden', () => {
  expect(mayBeOrganisation('A+B | Université & Cie')).toBe(true)
  expect(mayBeOrganisation('x@y.example')).toBe(false)
  expect(mayBeOrganisation('A\u202eB')).toBe(false)
})

test.each([
  '//evil.example',
  '///evil.example',
  '/\\evil.example',
  '\\\\evil.example',
  '/\t/evil.example',
  '/\n//evil.example',
  '/.//evil.example',
  '/a/..//evil.example',
  '/%2e//evil.example',
  'https:evil.example',
  'https://evil.example',
  'javascript:alert(1)',
  'data:text/html,x',
  ' //evil.example',
  'evil.example',
  '@evil.example',
  '',
  null,
  `/${'a'.repeat(600)}`,
])('E8: after %j one is at home', (next) => expect(safePath(next)).toBe('/'))

test.each([
  '/',
  '/sessions/7?tab=chat#q',
  '/programme?day=2030-07-01',
  '/%2F%2Fevil.example',
  '/javascript:alert(1)',
])('%j is a place of ours', (next) => {
  const path = safePath(next)
  expect(path).toBe(next)
  expect(new URL(path, 'https://forum.example').origin).toBe('https://forum.example')
})
