// Writes what follows from the contracts: docs/protocol.md, and the fingerprint that clients say hello with. Part of `npm run fix`; runs on Node 24.
import fs from 'node:fs'
import path from 'node:path'
import { fingerprint } from '../shared/src/kernel/contract.ts'
import { document } from '../shared/src/kernel/document.ts'
import { protocol } from '../shared/src/protocol.ts'

const root = path.resolve(import.meta.dirname, '..')
const prose = fs.readFileSync(path.join(root, 'shared/src/protocol.prose.md'), 'utf8')
fs.mkdirSync(path.join(root, 'docs'), { recursive: true })
fs.writeFileSync(path.join(root, 'docs/protocol.md'), `${prose}\n${document(protocol)}`)

const file = path.join(root, 'shared/src/fingerprint.ts')
const text = fs.readFileSync(file, 'utf8')
fs.writeFileSync(file, text.replace(/'[0-9a-f]{16}'/, `'${fingerprint(protocol)}'`))
