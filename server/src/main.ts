import fs from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import type pg from 'pg'
import { startEmbeddedPostgres } from '#adapters/postgres/embedded.ts'
import { postgresFolder } from '#adapters/postgres/place.ts'
import { createApp } from './app.ts'
import { ConfigError, readConfig } from './config.ts'
import type { Config } from './config.ts'

const clone = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..')
const say = (line: string) => void process.stdout.write(`${line}\n`)

/** What has been started, last first: the order in which it is stopped. */
const stops: (() => Promise<void>)[] = []
let stopping = false

async function stop(code: number): Promise<void> {
  if (stopping) return
  stopping = true
  // Whoever holds on longer is left to its guard: nothing we started outlives us.
  setTimeout(() => process.exit(1), 9_000).unref()
  for (const it of stops) await it().catch((error: unknown) => say(`while stopping: ${String(error)}`))
  process.exit(code)
}

async function startDatabase({ databaseUrl, data }: Config): Promise<pg.ClientConfig> {
  if (databaseUrl) {
    say('database: the one of DATABASE_URL')
    return { connectionString: databaseUrl }
  }
  const folder = postgresFolder(data)
  say(`database: starting PostgreSQL on ${folder}`)
  const postgres = await startEmbeddedPostgres(folder)
  stops.unshift(() => postgres.stop())
  return postgres.connection
}

async function main(): Promise<void> {
  const config = readConfig(process.env)
  const { version } = JSON.parse(fs.readFileSync(path.join(clone, 'package.json'), 'utf8')) as {
    version: string
  }
  fs.mkdirSync(config.data, { recursive: true })
  const postgres = await startDatabase(config)
  const app = await createApp({
    postgres,
    version,
    host: config.host,
    port: config.port,
    baseUrl: config.baseUrl,
    mail: config.mail,
    production: config.production,
    origins: [...(config.baseUrl ? [new URL(config.baseUrl).origin] : []), ...config.allowedOrigins],
    client: path.join(clone, 'client/dist'),
    trustedProxies: config.trustedProxies,
  })
  stops.unshift(() => app.stop())
  say(`\nRostrum ${version} is ready: ${config.baseUrl ?? `http://${config.host}:${app.port}`}`)
}

/** Started by `npm start`, our standard input closes when that ends, whatever it ended of. */
if (process.env['ROSTRUM_LIFELINE'] === 'stdin') process.stdin.resume().once('close', () => void stop(0))
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void stop(0))

main().catch((error: unknown) => {
  const text = error instanceof ConfigError ? `Configuration:\n${error.message}` : error
  process.stderr.write(`${text instanceof Error ? (text.stack ?? text.message) : String(text)}\n`)
  void stop(1)
})
