import { expect, test } from 'vitest'
import { createLog } from './log.ts'

test('a message is one line, says what broke, and holds nothing that people wrote', () => {
  const lines: string[] = []
  const log = createLog({ write: (line) => void lines.push(line) })
  const error = Object.assign(new Error('duplicate key\n{"level":60} for ann@canary.invalid'), {
    code: '23505',
    detail: 'Key (email)=(ann@canary.invalid) already exists.',
  })
  log('people:update broke\r\nfor ann@canary.invalid', error)
  log('odd', 'ann@canary.invalid')
  expect(lines).toHaveLength(2)
  for (const line of lines) {
    expect(line.trimEnd()).not.toMatch(/[\r\n]/)
    expect(line).not.toContain('canary')
  }
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({ error: { name: 'Error', code: '23505' } })
})
