import fs from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'

/* docs/security.md says for each case which file has its test. A table that nobody holds to it says what once was. */

const docs = path.resolve(import.meta.dirname, '../../docs')
const rows = fs
  .readFileSync(path.join(docs, 'security.md'), 'utf8')
  .split('\n')
  .map((line) => line.split('|').map((it) => it.trim()))
  .filter(([, id]) => /^[A-M]\d+$/.test(id ?? ''))
  .map(([, id = '', , tests = '', result = '']) => ({
    id,
    result,
    files: [...tests.matchAll(/\]\(([^)]+)\)/g)].map(([, file]) => String(file)),
  }))

/** The ids in front of the titles of a file: `test('E2 F5: who loses…'`. */
const idsIn = (file: string): Set<string> =>
  new Set(
    [...fs.readFileSync(path.resolve(docs, file), 'utf8').matchAll(/['`]((?:[A-M]\d+ ?)+): /g)].flatMap(
      ([, ids]) => String(ids).split(' '),
    ),
  )

const headlines = 'A1 A2 A6 A9 B1 B12 C1 C2 C4 D1 D3 D5 D11 D12 E1 E2 E11 F1 F4 F7 G1 G5 H1 I4 J1'.split(' ')

test('the table has every headline case, each once', () => {
  const ids = rows.map((it) => it.id)
  expect(ids).toEqual(expect.arrayContaining(headlines))
  expect(new Set(ids).size).toBe(ids.length)
})

test.each(rows)('$id has the tests that the table names, or says why not', ({ id, files, result }) => {
  if (files.length === 0) expect(result).toMatch(/^not (?:met|applicable yet)\b/)
  for (const file of files) expect(idsIn(file), file).toContain(id)
})
