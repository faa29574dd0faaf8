import fs from 'node:fs'
import path from 'node:path'
import { TYPE, parse } from '@formatjs/icu-messageformat-parser'
import type { MessageFormatElement } from '@formatjs/icu-messageformat-parser'
import { describe, expect, test } from 'vitest'
import { languages, readMessages } from '../../../vite/messages.ts'

const source = path.resolve(import.meta.dirname, '../..')
const english = readMessages(source, 'en')
const others = languages.filter((it) => it !== 'en')

const files = fs
  .readdirSync(source, { recursive: true, encoding: 'utf8' })
  .filter((it) => /\.tsx?$/.test(it) && !/\.test\./.test(it))
  .map((it) => fs.readFileSync(path.join(source, it), 'utf8'))
const code = files.join('\n')

/** The names of the values and tags of a message, wherever in it they stand. */
function valuesOf(message: string | undefined): string[] {
  const names = new Set<string>()
  const walk = (elements: readonly MessageFormatElement[]) => {
    for (const it of elements) {
      if (it.type !== TYPE.literal && it.type !== TYPE.pound) names.add(it.value)
      if (it.type === TYPE.tag) walk(it.children)
      if (it.type === TYPE.plural || it.type === TYPE.select)
        for (const { value } of Object.values(it.options)) walk(value)
    }
  }
  walk(parse(message ?? ''))
  return [...names].toSorted()
}

describe.each(others)('%s', (language) => {
  const messages = readMessages(source, language)

  test('L4: has every message that English has, and no other', () => {
    expect(Object.keys(messages).toSorted()).toEqual(Object.keys(english).toSorted())
  })

  test('every message takes the same values as in English', () => {
    const different = Object.keys(english).filter(
      (key) => String(valuesOf(english[key])) !== String(valuesOf(messages[key])),
    )
    expect(different).toEqual([])
  })
})

test('L4: every message that the code names is there', () => {
  const named = [...code.matchAll(/(?:<FormattedMessage\s+id="|formatMessage\(\s*\{\s*id:\s*')([^"']+)["']/g)]
  const missing = named.map((it) => it[1] ?? '').filter((id) => !(id in english))
  expect([...new Set(missing)]).toEqual([])
})

test('every message is used somewhere', () => {
  // Ids that are put together (`page.role.${role}`, `${when}.twoZones`) are found by their beginning.
  const beginnings = [...code.matchAll(/`([a-zA-Z.]+\.)\$\{/g)].map((it) => it[1] ?? '')
  const isNamed = (id: string) => code.includes(`'${id}'`) || code.includes(`"${id}"`)
  const unused = Object.keys(english).filter(
    (id) =>
      !isNamed(id) &&
      !isNamed(id.replace(/(\..*)\.\w+$/, '$1')) &&
      !beginnings.some((it) => id.startsWith(it)),
  )
  expect(unused).toEqual([])
})
