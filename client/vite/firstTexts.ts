import fs from 'node:fs'
import path from 'node:path'

/* Which texts the first page needs: those that are named in what it loads at once. */

/** What somebody needs who comes by a link to a session: the page, and what stands in it before anything is pressed. */
const firstFiles = [
  'main.tsx',
  'app/pages/SessionPage.tsx',
  'app/parts/badges.tsx',
  'app/parts/questions.tsx',
  'app/parts/stage.tsx',
]

const imports = /^(?:import|export)\b[^'"]*?from '([^']+)'/gm

function fileOf(source: string, from: string, wanted: string): string | undefined {
  if (wanted.startsWith('#')) return path.join(source, wanted.slice(1))
  return wanted.startsWith('.') ? path.join(path.dirname(from), wanted) : undefined
}

/** The code of the first files and of all they import; what is imported later (`import()`) is not among it. */
function firstCode(source: string): string {
  const seen = new Map<string, string>()
  const walk = (file: string) => {
    if (seen.has(file) || !/\.tsx?$/.test(file) || !fs.existsSync(file)) return
    const code = fs.readFileSync(file, 'utf8')
    seen.set(file, code)
    for (const [, wanted = ''] of code.matchAll(imports)) walk(fileOf(source, file, wanted) ?? '')
  }
  for (const it of firstFiles) walk(path.join(source, it))
  return [...seen.values()].join('\n')
}

/**
 * Tells whether a text belongs to the first page. An id that is put together (`${when}.twoZones`, `page.role.${role}`)
 * is found by its beginning; when in doubt it is first.
 */
export function firstTexts(source: string): (id: string) => boolean {
  const code = firstCode(source)
  const named = new Set([...code.matchAll(/['"`]([a-zA-Z]+\.[\w.]+)['"`$]/g)].map(([, it = '']) => it))
  const beginnings = [...code.matchAll(/`([a-zA-Z]+\.[\w.]*)\$\{/g)].map(([, it = '']) => it)
  return (id) =>
    named.has(id) || named.has(id.replace(/\.\w+$/, '')) || beginnings.some((it) => id.startsWith(it))
}
