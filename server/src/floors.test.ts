import fs from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'

/** Older ones have holes through which anybody could stop a server (reports of 2026). */
const floors = {
  'engine.io': '6.6.10',
  'path-to-regexp': '8.4.0',
  'socket.io-parser': '4.2.7',
  ws: '8.21.1',
}
const lockfile = fs.readFileSync(path.resolve(import.meta.dirname, '../../pnpm-lock.yaml'), 'utf8')

const versionsOf = (name: string): string[] =>
  [
    ...lockfile.matchAll(new RegExp(`^  '?${name.replaceAll('.', '\\.')}@(\\d+\\.\\d+\\.\\d+[^':(]*)`, 'gm')),
  ].map(([, version]) => String(version))

function isAtLeast(version: string, floor: string): boolean {
  if (version.includes('-')) return false // a draft of a version is older than it
  const [a, b] = [version, floor].map((it) => it.split('.').map(Number))
  const at = a?.findIndex((n, i) => n !== b?.[i]) ?? -1
  return at === -1 || (a?.[at] ?? 0) > (b?.[at] ?? 0)
}

test.each(Object.entries(floors))('G10 M4: every %s in the lockfile is %s or newer', (name, floor) => {
  const versions = versionsOf(name)
  expect(versions).not.toEqual([])
  expect(versions.filter((it) => !isAtLeast(it, floor))).toEqual([])
})

test('an older version, and a draft of the same, is found', () => {
  for (const it of ['8.20.9', '8.21.0', '7.99.99', '8.21.1-rc.1'])
    expect(isAtLeast(it, '8.21.1'), it).toBe(false)
  for (const it of ['8.21.1', '8.21.10', '8.100.0', '9.0.0']) expect(isAtLeast(it, '8.21.1'), it).toBe(true)
})
