// `npm run load -- <scenario> [--people=N …]`: measures; see docs/proof.md.
import { findNode, install, run } from './lib.mjs'

install()
process.exitCode = run(findNode(), ['infra/load/main.ts', ...process.argv.slice(2)]) ? 0 : 1
