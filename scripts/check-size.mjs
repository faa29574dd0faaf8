// What a person loads before they see a session, in kB gzip. LiveKit's client is loaded when a stage is joined.
import fs from 'node:fs'
import path from 'node:path'
import zlib from 'node:zlib'
import { root } from './lib.mjs'

const budget = { firstLoadKb: 180, untilPictureKb: 310 }
const dist = path.join(root, 'client/dist')
if (!fs.existsSync(path.join(dist, 'index.html'))) {
  process.stdout.write('there is no built client\n')
  process.exit(1)
}

const manifest = JSON.parse(fs.readFileSync(path.join(dist, '.vite/manifest.json'), 'utf8'))
const size = (file) => zlib.gzipSync(fs.readFileSync(path.join(dist, file)), { level: 9 }).length / 1000

/** A chunk with everything that is loaded together with it. */
function* withImports(key, seen = new Set()) {
  if (seen.has(key)) return
  seen.add(key)
  const chunk = manifest[key]
  yield chunk.file
  yield* chunk.css ?? []
  for (const it of chunk.imports ?? []) yield* withImports(it, seen)
}

const the = (pattern) => {
  const keys = Object.keys(manifest).filter((key) => pattern.test(key))
  if (keys.length === 0)
    throw new Error(`the build has no chunk for ${pattern}: this check has lost what it weighs`)
  return keys
}
const page = [
  ...the(/^index\.html$/),
  ...the(/pages\/SessionPage\.tsx$/),
  ...the(/messages\/en$/),
  ...the(/parts\/(questions|badges|stage)\.tsx$/),
]
const stage = the(/kernel\/media\/createStageMedia\.ts$/)

const weigh = (keys) =>
  [...new Set(keys.flatMap((key) => [...withImports(key)]))].reduce((sum, it) => sum + size(it), 0)
const firstLoad = weigh(page) + size('index.html')
const untilPicture = weigh([...page, ...stage]) + size('index.html')
process.stdout.write(
  `session page: ${firstLoad.toFixed(0)} kB first load (at most ${budget.firstLoadKb}), ` +
    `${untilPicture.toFixed(0)} kB until the picture is there (at most ${budget.untilPictureKb})\n`,
)
process.exitCode = firstLoad <= budget.firstLoadKb && untilPicture <= budget.untilPictureKb ? 0 : 1
