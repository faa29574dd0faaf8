// `npm run rostrum -- <command>`: the operator's command line.
import { findNode, install, run } from './lib.mjs'

install()
process.exitCode = run(findNode(), ['server/src/cli.ts', ...process.argv.slice(2)]) ? 0 : 1
