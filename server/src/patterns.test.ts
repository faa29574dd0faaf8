import fs from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'

/* What is held against the source itself: texts that become programs, and patterns that take too long. */

const root = path.resolve(import.meta.dirname, '../..')
const sources = ['server/src', 'shared/src', 'client/src'].flatMap((folder) =>
  fs
    .readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((it) => /\.tsx?$/.test(it) && !/\.test\.|^testing|^demo/.test(it))
    .map((it) => ({ file: `${folder}/${it}`, text: fs.readFileSync(path.join(root, folder, it), 'utf8') })),
)

/* ── SQL ───────────────────────────────────────────────────────────────────────────────────────── */

/** These put names of tables, columns and databases into a text, which no parameter can be; the names are the database's own. */
const ofNames = [
  'server/src/adapters/postgres/backup.ts',
  'server/src/kernel/tail.ts',
  'server/src/nightly/nightly.ts',
]

test('G14: no value is ever part of a statement’s text: it is a parameter', () => {
  const raw = sources.filter(({ text }) => /\bsql\.(?:raw|lit)\(/.test(text)).map((it) => it.file)
  const built = sources
    .filter(({ text }) => /\.query(?:<[^>]*>)?\(\s*(?:`[^`]*\$\{|'[^']*'\s*\+|"[^"]*"\s*\+)/.test(text))
    .map((it) => it.file)
  expect(raw).toEqual([])
  expect(built.filter((it) => !ofNames.includes(it))).toEqual([])
})

/* ── patterns ──────────────────────────────────────────────────────────────────────────────────── */

const literal =
  /(?<=[(=>,[:!&|?{;]\s*|return\s+|^\s*)\/((?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n*[])(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n[])*)\/([dgimsuvy]*)(?=[\s).,;\]}:?]|$)/g

const patterns = sources.flatMap(({ file, text }) =>
  text
    .split('\n')
    .filter((line) => !/^\s*(?:\*|\/\/|\/\*)/.test(line))
    .flatMap((line) => [...line.matchAll(literal)])
    .flatMap(([, source = '', flags = '']) => {
      try {
        return [{ file, source, flags, pattern: new RegExp(source, flags.replaceAll(/[gy]/g, '')) }]
      } catch {
        return [] // a division, or half a path
      }
    }),
)

const length = 20_000
/** Characters that patterns have to do with; what is in the pattern itself is tried besides. */
const common = [
  'a',
  'A',
  '0',
  ' ',
  '\t',
  '.',
  '-',
  '@',
  '/',
  ':',
  '"',
  '\\',
  '<',
  '=',
  'é',
  '\u202e',
  'a@',
  'a.',
  'a ',
  '/a',
]
/** What makes a match fail at the very end, after all that had been so promising. */
const endings = ['', '!', '\n', '\u0000', '@']

function hostileTexts(source: string): string[] {
  const own = [...new Set(source.replaceAll(/\\[a-z]|[\\^$.*+?()[\]{}|]/gi, ''))].slice(0, 12)
  return [...new Set([...common, ...own])].flatMap((it) =>
    endings.map((end) => it.repeat(Math.ceil(length / it.length)) + end),
  )
}

/** Processor time, so that a busy machine is no slow pattern; the least of several, for what else this process does. */
function milliseconds(work: () => void): number {
  let least = Infinity
  for (let i = 0; i < 3 && least > limitMs; i++) {
    const from = process.cpuUsage()
    work()
    const { user, system } = process.cpuUsage(from)
    least = Math.min(least, (user + system) / 1_000)
  }
  return least
}

/** A pattern that looks at each character a bounded number of times needs less than a tenth of this. */
const limitMs = 100

test('G12: the patterns are found', () => {
  expect(patterns.length).toBeGreaterThan(60)
})

test('G12: no pattern takes longer over 20,000 characters than reading them', { timeout: 60_000 }, () => {
  const slow = patterns.filter(({ source, pattern }) =>
    hostileTexts(source).some((text) => milliseconds(() => void pattern.test(text)) > limitMs),
  )
  expect(slow.map(({ file, source }) => `${file}: /${source}/`)).toEqual([])
})

test('G12: a pattern that does is found', () => {
  const bad = /a+b/
  expect(milliseconds(() => void bad.test('a'.repeat(length)))).toBeGreaterThan(limitMs)
})
