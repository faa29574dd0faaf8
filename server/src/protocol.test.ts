import fs from 'node:fs'
import { document } from '@rostrum/shared/kernel/document.ts'
import { protocol } from '@rostrum/shared/protocol.ts'
import { expect, test } from 'vitest'

const read = (path: string) => fs.readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8')

test('docs/protocol.md says what the contracts say (npm run fix writes it)', () => {
  expect(read('docs/protocol.md')).toBe(`${read('shared/src/protocol.prose.md')}\n${document(protocol)}`)
})

test('every event that a client hears, and every code, is in the documentation', () => {
  const text = read('docs/protocol.md')
  for (const { feature, commands, events, signals } of Object.values(protocol))
    for (const name of Object.keys({ ...commands, ...events, ...signals }))
      expect(text).toContain(`### ${feature}:${name}\n`)
})
