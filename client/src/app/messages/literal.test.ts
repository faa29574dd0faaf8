import path from 'node:path'
import { TYPE, parse } from '@formatjs/icu-messageformat-parser'
import type { MessageFormatElement } from '@formatjs/icu-messageformat-parser'
import { createIntl } from 'react-intl'
import { expect, test } from 'vitest'
import { languages, readMessages } from '../../../vite/messages.ts'

const source = path.resolve(import.meta.dirname, '../..')

/** What people may call themselves or write, and what a message would make of it if it were a part of it. */
const corpus = [
  '{name}',
  '{count, plural, one {#} other {#}}',
  "'{'",
  '<b>bold</b>',
  '<link>',
  '{',
  '}}',
  '#',
  '$& $1 $$',
  '{x, date, ::yyyy}',
]

type Values = Record<string, Value>
type Value = string | number | Date | ((chunks: unknown[]) => string)

/** A value of the right kind for everything the message takes; for every plain one, what somebody wrote. */
function valuesFor(elements: readonly MessageFormatElement[], text: string): Values {
  const values: Values = {}
  const walk = (some: readonly MessageFormatElement[]) => {
    for (const it of some) {
      if (it.type !== TYPE.literal && it.type !== TYPE.pound) values[it.value] = valueOf(it.type, text)
      if (it.type === TYPE.tag) walk(it.children)
      if (it.type === TYPE.plural || it.type === TYPE.select)
        for (const { value } of Object.values(it.options)) walk(value)
    }
  }
  walk(elements)
  return values
}

function valueOf(type: TYPE, text: string): Value {
  if (type === TYPE.number || type === TYPE.plural) return 3
  if (type === TYPE.date || type === TYPE.time) return new Date(0)
  return type === TYPE.tag ? (chunks) => chunks.join('') : text
}

/** Whether a plain value stands in the message itself, and not only in a branch that may not be taken. */
const shows = (elements: readonly MessageFormatElement[]): boolean =>
  elements.some((it) => it.type === TYPE.argument || (it.type === TYPE.tag && shows(it.children)))

test.each(languages)('G16: what people wrote stays as they wrote it in every message of %s', (locale) => {
  const messages = readMessages(source, locale)
  const intl = createIntl({
    locale,
    messages,
    onError: (error) => {
      throw error
    },
  })
  let tried = 0
  for (const [id, message] of Object.entries(messages)) {
    const elements = parse(message)
    if (!shows(elements)) continue
    for (const text of corpus) {
      const said = [intl.formatMessage({ id }, valuesFor(elements, text))].flat().join('')
      expect([id, said.includes(text), said.includes('undefined')]).toEqual([id, true, false])
      tried++
    }
  }
  expect(tried).toBeGreaterThan(100)
})
