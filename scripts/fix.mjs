// `npm run fix`: what a machine can put right by itself.
import path from 'node:path'
import { install, root, run } from './lib.mjs'

install()
const bin = (name) => path.join(root, 'node_modules/.bin', name)
const linted = run(bin('oxlint'), ['--type-aware', '--fix'])
const formatted = run(bin('oxfmt'), ['.'])
const written = run(bin('node'), [path.join(root, 'scripts/protocol.mjs')]) // its prose is formatted now
process.exitCode = written && linted && formatted ? 0 : 1
