import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import fs from 'node:fs'
import { createRequire } from 'node:module'
import os from 'node:os'
import path from 'node:path'
import { createPlatform } from '../load/platform.ts'
import type { Loop } from './kill.ts'
import { besiege } from './siege.ts'
import type { Verdict } from './verify.ts'

export interface DrainVerdict extends Verdict {
  /** Ends that took longer than they may, or were none of the server's own. */
  readonly overdue: number
  readonly slowestDrainMs: number
  /** How often somebody was asked to come back within a named time; and how often a line went without a word. */
  readonly goodbyes: number
  readonly wordless: number
}

const drainLimitMs = 10_000
const main = createRequire(import.meta.url).resolve('@rostrum/server/main.ts')

/** The real program, as a deployment runs it: ended by SIGTERM under writers and readers, and started anew. */
export async function drainLoop(it: Loop): Promise<DrainVerdict> {
  const platform = await createPlatform(it.people)
  const data = fs.mkdtempSync(path.join(os.tmpdir(), 'rostrum-drain-'))
  const url = `postgres://rostrum@localhost/postgres?host=${encodeURIComponent(String(platform.postgres.host))}`
  let server = await start({ url, data, port: 0 })
  const ends: { readonly ms: number; readonly code: number | null }[] = []
  const goodbyes = { told: 0, wordless: 0 }
  try {
    const { port } = server
    const verdict = await besiege({
      ...it,
      target: 'drain',
      platform,
      portOf: () => port,
      freshPort: () => port,
      onBye: (withinMs) => (withinMs > 0 ? goodbyes.told++ : goodbyes.wordless++),
      async strike() {
        const end = await terminate(server.process)
        ends.push(end)
        server = await start({ url, data, port })
        return `ended in ${end.ms} ms with ${end.code}`
      },
    })
    return {
      ...verdict,
      overdue: ends.filter(({ ms, code }) => code !== 0 || ms > drainLimitMs).length,
      slowestDrainMs: Math.max(0, ...ends.map(({ ms }) => ms)),
      goodbyes: goodbyes.told,
      wordless: goodbyes.wordless,
    }
  } finally {
    server.process.kill('SIGKILL')
    await platform.stop()
    fs.rmSync(data, { recursive: true, force: true })
  }
}

async function terminate(server: ChildProcess): Promise<{ ms: number; code: number | null }> {
  const gone = once(server, 'exit')
  const from = performance.now()
  server.kill('SIGTERM')
  const [code] = (await gone) as [number | null]
  return { ms: Math.round(performance.now() - from), code }
}

async function start(it: { readonly url: string; readonly data: string; readonly port: number }) {
  const server = spawn(process.execPath, [main], {
    env: {
      PATH: process.env['PATH'],
      PORT: String(it.port),
      DATABASE_URL: it.url,
      ROSTRUM_DATA: it.data,
      ROSTRUM_DEMO: 'off',
      // A media server that is not there, so that none is started.
      LIVEKIT_URL: 'ws://127.0.0.1:9',
      LIVEKIT_KEY: 'none',
      LIVEKIT_SECRET: 'x'.repeat(32),
      NODE_COMPILE_CACHE: path.join(os.tmpdir(), 'rostrum-compiled'),
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let said = ''
  for await (const chunk of server.stdout) {
    said += String(chunk)
    const [, port] = /is ready: \S+:(\d+)/.exec(said) ?? []
    if (port === undefined) continue
    server.stdout.resume()
    return { process: server, port: Number(port) }
  }
  throw new Error(`the server ended before it was ready: ${said}`)
}
