import { expect, test } from 'vitest'
import { piecesOf } from './links.ts'
import type { Piece } from './links.ts'

const linksIn = (text: string) =>
  piecesOf(text, [], 'me').flatMap((it) => (it.kind === 'link' ? [it.href] : []))
const written = (it: Piece) => (it.kind === 'mention' ? `@${it.name}` : it.text)

test('G2: links lead to http and https, and nowhere else', () => {
  expect(linksIn('see https://example.org/a?b=c#d and example.com')).toEqual([
    'https://example.org/a?b=c#d',
    'http://example.com/',
  ])
  const tricks = [
    'javascript:alert(1)',
    'JaVaScRiPt://example.org/%0aalert(1)',
    'data:text/html,<b>x</b>',
    'vbscript:msgbox(1)',
    'file:///etc/passwd',
    'ftp://example.org',
    '//example.org/x',
    'mailto:a@example.org',
    'somebody@example.org',
    'http://good.example:x@evil.example/',
  ]
  for (const trick of tricks)
    for (const href of linksIn(trick))
      expect(new URL(href).username + new URL(href).protocol).toMatch(/^https?:$/)
  expect(linksIn('javascript:alert(1)')).toEqual([])
  expect(linksIn('somebody@example.org')).toEqual([])
})

test('the pieces of any text are that text again, character for character', () => {
  const alphabet = [
    '@Ann Lee',
    '@',
    ' ',
    'https://a.org',
    'www.b.com',
    '<b>',
    '"',
    '\n',
    'é',
    '𝒳',
    'شكرا',
    '(',
    ')',
    '.',
  ]
  let seed = 7
  const random = () => (seed = (seed * 48_271) % 2_147_483_647)
  for (let i = 0; i < 2_000; i++) {
    const text = Array.from({ length: random() % 9 }, () => alphabet[random() % alphabet.length]).join('')
    const pieces = piecesOf(text, [{ id: 'a', name: 'Ann Lee' }], 'a')
    expect(pieces.map(written).join('')).toBe(text)
  }
})

test('a mention of me is told from one of somebody else', () => {
  const mentions = [
    { id: 'a', name: 'Ann' },
    { id: 'b', name: 'Bob' },
  ]
  const names = piecesOf('@Bob and @Ann, @Cat', mentions, 'a').filter((it) => it.kind === 'mention')
  expect(names).toEqual([
    { kind: 'mention', name: 'Bob', isMe: false },
    { kind: 'mention', name: 'Ann', isMe: true },
  ])
})
