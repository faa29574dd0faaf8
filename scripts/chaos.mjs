// `npm run chaos -- <target> --cycles=N`: kills, and counts what was lost; see docs/proof.md.
import { findNode, install, run } from './lib.mjs'

install()
process.exitCode = run(findNode(), ['infra/chaos/main.ts', ...process.argv.slice(2)]) ? 0 : 1
