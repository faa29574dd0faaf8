import fs from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import type pg from 'pg'
import { followClock } from '#adapters/postgres/clock.ts'
import { startEmbeddedPostgres } from '#adapters/postgres/embedded.ts'
import { postgresFolder } from '#adapters/postgres/place.ts'
import { migrate } from '#adapters/postgres/migrations.ts'
import { whyUnreachable } from '#adapters/postgres/pool.ts'
import type { App } from './app.ts'
import { createApp } from './app.ts'
import { migrations } from './compose/migrations.ts'
import { ConfigError, readConfig } from './config.ts'
import type { Config } from './config.ts'
import { demoAccounts, fillDemo } from './demo/fill.ts'
import { enliven } from './demo/life.ts'
import { startDemoSpeakers } from './demo/speakers.ts'

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
    const given = { connectionString: databaseUrl }
    const problem = await whyUnreachable(given)
    if (problem) throw new ConfigError(`DATABASE_URL: the database cannot be reached (${problem})`)
    return given
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
  const demo = config.demo ? await prepareDemo(postgres) : 'absent'
  const clock = await followClock(postgres)
  stops.unshift(() => clock.stop())
  const app = await createApp({
    postgres,
    now: clock.now,
    version,
    metrics: config.metrics,
    host: config.host,
    port: config.port,
    baseUrl: config.baseUrl,
    mail: config.mail,
    production: config.production,
    redisUrl: config.redisUrl,
    origins: [...(config.baseUrl ? [new URL(config.baseUrl).origin] : []), ...config.allowedOrigins],
    client: path.join(clone, 'client/dist'),
    trustedProxies: config.trustedProxies,
    livekit: { data: config.data, given: config.livekit },
    say,
  })
  stops.unshift(() => app.stop())
  const address = config.baseUrl ?? `http://${config.host}:${app.port}`
  fs.writeFileSync(path.join(config.data, 'address'), address)
  say(`\nRostrum ${version} is ready: ${address}`)
  if (demo !== 'absent') {
    // A demo without its life is still a demo: whoever is building sees why, and everything else runs.
    await enliven(app.runner, postgres, demo === 'moved').catch((error: unknown) => say(String(error)))
    if (config.bots) {
      const bots = await startDemoSpeakers(app, say)
      stops.unshift(() => bots.stop())
    }
    await introduce(app, new URL(address).port)
  }
}

async function prepareDemo(postgres: pg.ClientConfig) {
  await migrate(postgres, migrations)
  const done = await fillDemo(postgres, new Date())
  if (done === 'made') say('demo: filled an empty database with a forum')
  return done
}

/** Each kind of person has a host name of their own, since a browser keeps its cookies per host. */
async function introduce(app: App, port: string): Promise<void> {
  say(
    '\nSign in to the demo, in one browser as all of them if you like (each link works once, for 15 minutes):',
  )
  for (const [kind, email] of Object.entries(demoAccounts)) {
    const link = await app.makeSignInLink({ email, host: `${kind}.localhost:${port}` })
    say(`  ${kind.padEnd(10)} ${link}`)
  }
  say('A new link: npm run rostrum -- sign-in-link attendee@demo.invalid\nCtrl-C stops everything.')
}

/** Started by `npm start`, our standard input closes when that ends, whatever it ended of. */
if (process.env['ROSTRUM_LIFELINE'] === 'stdin') process.stdin.resume().once('close', () => void stop(0))
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void stop(0))

function explain(error: unknown): string {
  if (error instanceof ConfigError) return `Configuration:\n${error.message}`
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}

main().catch((error: unknown) => {
  process.stderr.write(`${explain(error)}\n`)
  void stop(1)
})
