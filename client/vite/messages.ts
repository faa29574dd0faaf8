import fs from 'node:fs'
import path from 'node:path'
import { TYPE, parse } from '@formatjs/icu-messageformat-parser'
import type { Plugin } from 'vite'
import { firstTexts } from './firstTexts.ts'

export const languages = ['ar', 'en', 'fr'] as const

const prefix = 'virtual:messages/'

/** The catalogues of one language: the app's own and one per feature. */
function cataloguesOf(source: string, language: string): string[] {
  const features = path.join(source, 'features')
  const folders = fs.existsSync(features) ? fs.readdirSync(features).sort() : []
  return [path.join(source, 'app'), ...folders.map((it) => path.join(features, it))]
    .map((folder) => path.join(folder, 'messages', `${language}.json`))
    .filter((file) => fs.existsSync(file))
}

/** All messages of one language, by key. Throws when two catalogues name the same key. */
export function readMessages(source: string, language: string): Record<string, string> {
  const all: Record<string, string> = {}
  for (const file of cataloguesOf(source, language)) {
    const messages = JSON.parse(fs.readFileSync(file, 'utf8')) as Record<string, string>
    for (const [key, text] of Object.entries(messages)) {
      if (key in all) throw new Error(`${file}: ${key} is in another catalogue already`)
      all[key] = text
    }
  }
  return all
}

/** Texts with nothing but named values in them travel as such (`kernel/i18n.tsx` takes them apart); others parsed. */
function compile(text: string): unknown {
  const elements = parse(text)
  const parts = elements.map((it) => {
    if (it.type === TYPE.literal && !/[{}]/.test(it.value)) return it.value
    return it.type === TYPE.argument ? `{${it.value}}` : undefined
  })
  return parts.includes(undefined) ? elements : parts.join('')
}

/**
 * `import('virtual:messages/fr')`: one language, compiled at build, so that no parser is sent to browsers; in two parts,
 * what the first page says and (`virtual:messages/fr/later`) all else.
 */
export function messages(source: string): Plugin {
  return {
    name: 'rostrum-messages',
    resolveId: (id) => (id.startsWith(prefix) ? `\0${id}` : undefined),
    load(id) {
      if (!id.startsWith(`\0${prefix}`)) return undefined
      const [language = '', part] = id.slice(prefix.length + 1).split('/')
      for (const file of cataloguesOf(source, language)) this.addWatchFile(file)
      const isFirst = firstTexts(source)
      const wanted = Object.entries(readMessages(source, language)).filter(
        ([key]) => isFirst(key) === (part === undefined),
      )
      return `export default ${JSON.stringify(Object.fromEntries(wanted.map(([key, text]) => [key, compile(text)])))}`
    },
  }
}
