// `npm run dev`: the server starts again when its code changes, the page when its own does.
import { spawn } from 'node:child_process'
import path from 'node:path'
import { findNode, install, root, say, supervise } from './lib.mjs'

install()
const node = findNode()
const port = process.env.PORT ?? '3000'
const pagePort = process.env.PAGE_PORT ?? '5173'

say(
  `the page is at http://127.0.0.1:${pagePort} once both are up; the server behind it at http://127.0.0.1:${port}`,
)
const vite = path.join(root, 'client/node_modules/vite/bin/vite.js')
const pages = spawn(node, [vite, '--port', pagePort, '--strictPort', '--host', '127.0.0.1'], {
  cwd: path.join(root, 'client'),
  stdio: ['ignore', 'inherit', 'inherit'],
  env: { ...process.env, PORT: port },
})
process.on('exit', () => pages.kill())
supervise(node, ['--watch', '--watch-preserve-output', 'server/src/main.ts'], {
  // Links, in mails too, lead to the page that follows its source.
  env: { BASE_URL: `http://127.0.0.1:${pagePort}`, ...process.env, PORT: port, ROSTRUM_LIFELINE: 'stdin' },
})
