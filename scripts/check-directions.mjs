// Left and right change places in Arabic: the client says start and end. Finds what names a side of the screen.
import fs from 'node:fs'
import path from 'node:path'
import { root } from './lib.mjs'

const inStyles =
  /(?:^|[\s;{])(?:(?:margin|padding|border|scroll-margin|scroll-padding)-(?:left|right)(?:-\w+)?|border-(?:top|bottom)-(?:left|right)-radius|left|right)\s*:|(?:text-align|float|clear)\s*:\s*(?:left|right)\b/
const inCode =
  /\b(?:margin|padding|border|scrollMargin|scrollPadding)(?:Left|Right)\b|\b(?:left|right)\s*:\s*['"`\d]|className="[^"]*\b(?:-?m[lr]|p[lr]|left|right|rounded-[lr]|border-[lr]|text-(?:left|right))-/

// A side that is meant (a picture of the world, a swipe) says why on the line before: `direction: physical, because …`.
const excuse = 'direction: physical, because'

const found = []
const folder = path.join(root, 'client/src')
for (const name of fs.readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
  const pattern = name.endsWith('.css') ? inStyles : /\.tsx?$/.test(name) ? inCode : undefined
  if (!pattern) continue
  const lines = fs.readFileSync(path.join(folder, name), 'utf8').split('\n')
  lines.forEach((line, index) => {
    if (pattern.test(line) && !lines[index - 1]?.includes(excuse))
      found.push(`client/src/${name}:${index + 1}: ${line.trim()}`)
  })
}
for (const it of found) process.stdout.write(`${it}\n`)
if (found.length > 0)
  process.stdout.write('Use logical properties (margin-inline-start, inset-inline-end, text-align: start).\n')
process.exitCode = found.length > 0 ? 1 : 0
