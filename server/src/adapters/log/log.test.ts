import { expect, test } from 'vitest'
import { createLog, readable } from './log.ts'

test('G15: a message is one line, says what broke, and holds nothing that people wrote', () => {
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

test('a value that the database could not use is not repeated', () => {
  const lines: string[] = []
  const log = createLog({ write: (line) => void lines.push(line) })
  const message = 'invalid input syntax for type uuid: "canary "and\nmore"'
  log('broke', Object.assign(new Error(message), { code: '22P02' }))
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({
    error: { message: 'invalid input syntax for type uuid: "…"' },
  })
  expect(lines[0]).not.toContain('canary')
})

test('in development the same can be read', () => {
  let text = ''
  const log = createLog(readable({ write: (it) => (text += it) }))
  log('chat:say broke', Object.assign(new Error('no such table'), { code: '42P01' }))
  expect(text).toMatch(/^\d\d:\d\d:\d\d chat:say broke\n {2}Error 42P01 no such table\n +at /)
})
