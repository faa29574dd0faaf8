import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { createHash, randomBytes, randomUUID } from 'node:crypto'
import { once } from 'node:events'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { inject } from 'vitest'

// What server/src/testing/postgres.setup.ts provides.
declare module 'vitest' {
  interface ProvidedContext {
    postgres: { host: string; user: string }
  }
}

const clone = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..')
const startLimitMs = 60_000

export interface Platform {
  /** Such as `http://127.0.0.1:41234`. */
  readonly address: string
  query<Row extends pg.QueryResultRow>(text: string, values?: readonly unknown[]): Promise<Row[]>
  /** The cookie of a new sign-in of this person. */
  signIn(email: string): Promise<{ readonly name: string; readonly value: string }>
  health(): Promise<Readonly<Record<string, string>>>
  /** Without a goodbye, as when the power goes; and up again on the same port. */
  kill(): Promise<void>
  start(): Promise<void>
  stop(): Promise<void>
}

/** A whole Rostrum as `npm start` runs it: a process of its own, a database and a data folder of its own, the demo forum. */
export async function startPlatform(env: NodeJS.ProcessEnv = {}): Promise<Platform> {
  const { host, user } = inject('postgres')
  const database = `e2e_${randomBytes(6).toString('hex')}`
  const admin = new pg.Client({ host, user, database: 'postgres' })
  await admin.connect()
  await admin.query(`CREATE DATABASE ${database} TEMPLATE template_rostrum`)
  await admin.end()
  const data = fs.mkdtempSync(path.join(os.tmpdir(), 'rostrum-e2e-'))
  const sql = new pg.Pool({ host, user, database, max: 2 })
  sql.on('error', () => {})
  const settings = {
    DATABASE_URL: `postgres:///${database}?host=${encodeURIComponent(host)}&user=${user}`,
    ROSTRUM_DATA: data,
    ROSTRUM_DEMO: 'on',
    ROSTRUM_BOTS: 'off',
    ...env,
  }
  let server = await launch({ PORT: '0', ...settings })
  const { address } = server
  const query: Platform['query'] = async <Row extends pg.QueryResultRow>(
    text: string,
    values: readonly unknown[] = [],
  ) => (await sql.query<Row>(text, [...values])).rows

  const end = async (signal: 'SIGKILL' | 'SIGTERM') => {
    if (server.child.exitCode !== null || server.child.signalCode !== null) return
    const gone = once(server.child, 'exit')
    server.child.kill(signal)
    await gone
  }
  return {
    address,
    query,
    async signIn(email) {
      const secret = randomBytes(32).toString('base64url')
      const hash = createHash('sha256').update(secret).digest()
      const rows = await query(
        `INSERT INTO sign_ins (id, secret_hash, person, expires_at)
         SELECT $1, $2, id, now() + interval '1 day' FROM people WHERE email = $3 RETURNING person`,
        [randomUUID(), hash, email],
      )
      if (rows.length === 0) throw new Error(`there is nobody with the address ${email}`)
      return { name: 'rostrum_session', value: secret }
    },
    async health() {
      return (await (await fetch(`${address}/healthz`)).json()) as Record<string, string>
    },
    kill: () => end('SIGKILL'),
    async start() {
      server = await launch({ PORT: new URL(address).port, ...settings })
    },
    async stop() {
      await end('SIGTERM')
      await sql.end()
      fs.rmSync(data, { recursive: true, force: true })
    },
  }
}

async function launch(env: NodeJS.ProcessEnv): Promise<{ child: ChildProcess; address: string }> {
  const child = spawn(process.execPath, [path.join(clone, 'server/src/main.ts')], {
    // vitest has a BASE_URL of its own.
    env: { ...process.env, BASE_URL: '', NODE_ENV: 'development', ROSTRUM_LIFELINE: 'stdin', ...env },
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  let said = ''
  const address = await new Promise<string>((resolve, reject) => {
    const late = setTimeout(() => reject(new Error(`Rostrum did not start:\n${said}`)), startLimitMs)
    child.stdout.on('data', (chunk: Buffer) => {
      said += chunk.toString()
      const found = /is ready: (http:\S+)/.exec(said)?.[1]
      if (!found) return
      clearTimeout(late)
      resolve(found)
    })
    child.once('exit', (code) => reject(new Error(`Rostrum ended with ${code}:\n${said}`)))
  })
  return { child, address }
}
