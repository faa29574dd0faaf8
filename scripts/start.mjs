// `npm start`: everything that a bare clone needs to run, then Rostrum itself.
import { buildClient, findNode, install, say, supervise } from './lib.mjs'

install()
const node = findNode()
buildClient(node)
say('starting Rostrum')
supervise(node, ['server/src/main.ts'], { env: { ...process.env, ROSTRUM_LIFELINE: 'stdin' } })
