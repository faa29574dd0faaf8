import fs from 'node:fs'
import path from 'node:path'
import { parseArgs } from 'node:util'
import pg from 'pg'
import type { ForumId } from '@rostrum/shared/kernel/fields.ts'
import { Failure } from '@rostrum/shared/kernel/failure.ts'
import { createLog } from '#adapters/log/log.ts'
import { ArchiveError } from '#adapters/postgres/archive.ts'
import { backUp, restore } from '#adapters/postgres/backup.ts'
import { connectionOf, startEmbeddedPostgres } from '#adapters/postgres/embedded.ts'
import { postgresFolder } from '#adapters/postgres/place.ts'
import { whyUnreachable } from '#adapters/postgres/pool.ts'
import type { App } from './app.ts'
import { createApp } from './app.ts'
import { migrations } from './compose/migrations.ts'
import { ConfigError, readConfig } from './config.ts'
import type { Config } from './config.ts'
import { backUpAndCheck, clock, everyNight } from './nightly/nightly.ts'

const usage = `npm run rostrum -- <command>

  sign-in-link <email>             prints a link that signs this person in, once, within 15 minutes
  make-organiser <email> [forum]   makes this person an organiser of the forum (its short name; needed when there are several)
  affected [forum]                 whom somebody who has seen the database knows something about: a line of JSON each
  forget <email>                   removes this person and what they wrote; then restart the servers
  backup <file>                    writes everything that is in the database into a file that only you may read
  restore <file>                   fills an empty database from it; no server may be running on that
  nightly <folder> [--at=03:00] [--keep=14] [--now]
                                   makes a backup every night (UTC), restores it beside the database, checks it there; --now: one

Works on DATABASE_URL, or on the database in this folder, whether or not Rostrum is running there.`

/** Something the person at the keyboard can put right. */
class UsageError extends Error {
  override readonly name = 'UsageError'
}

type Command = (app: App, args: readonly string[], postgres: pg.ClientConfig) => Promise<string>

/** These want the database alone. */
const keepers: Readonly<
  Record<string, (postgres: pg.ClientConfig, args: readonly string[]) => Promise<string>>
> = {
  async backup(postgres, [file]) {
    return `${await backUp(postgres, fileOf(file))} rows written to ${file}`
  },
  async restore(postgres, [file]) {
    return `${await restore(postgres, fileOf(file), migrations)} rows restored; every browser starts anew`
  },
  async nightly(postgres, args) {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        at: { type: 'string', default: '03:00' },
        keep: { type: 'string', default: '14' },
        now: { type: 'boolean', default: false },
      },
    })
    const keep = Number(values.keep)
    if (!/^([01]\d|2[0-3]):[0-5]\d$/.test(values.at) || !Number.isInteger(keep) || keep < 1)
      throw new UsageError(usage)
    const options = { postgres, folder: fileOf(positionals[0]), migrations, keep }
    if (values.now) return `${await backUpAndCheck(options, new Date())} rows written, restored and checked`
    const stop = new AbortController()
    // Once: whoever says it again does not want to wait for the backup that is being made.
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort())
    const onMade = (rows: number) =>
      console.log(JSON.stringify({ time: new Date(), msg: 'backup made and checked', rows }))
    await everyNight({ ...options, at: values.at, clock: clock(stop.signal), onMade, log: createLog() })
    return 'stopped'
  },
}

const commands: Readonly<Record<string, Command>> = {
  async 'sign-in-link'(app, [email]) {
    return app.makeSignInLink({ email: addressOf(email) })
  },
  async affected(app, [slug], postgres) {
    const forum = slug === undefined ? null : (await forumNamed(postgres, slug)).id
    return (await app.affected(forum)).map((it) => JSON.stringify(it)).join('\n')
  },
  async forget(app, [email]) {
    if (!(await app.forget(addressOf(email)))) throw new UsageError(`nobody has ${email}`)
    return `${email} is forgotten: restart the servers, which may still hold what they have read`
  },
  async 'make-organiser'(app, [email, slug], postgres) {
    const forum = await forumNamed(postgres, slug)
    await app.makeOrganiser({ email: addressOf(email), forum: forum.id })
    return `${addressOf(email)} is an organiser of ${forum.slug}`
  },
}

function addressOf(email: string | undefined): string {
  if (!email?.includes('@')) throw new UsageError(`an e-mail address is missing\n\n${usage}`)
  return email
}

function fileOf(name: string | undefined): string {
  if (!name) throw new UsageError(`a file is missing\n\n${usage}`)
  return name
}

async function forumNamed(postgres: pg.ClientConfig, slug: string | undefined) {
  const client = new pg.Client(postgres)
  await client.connect()
  try {
    const { rows } = await client.query<{ id: ForumId; slug: string }>(
      'SELECT id, slug FROM forums ORDER BY slug',
    )
    const found = slug === undefined && rows.length === 1 ? rows[0] : rows.find((it) => it.slug === slug)
    if (!found)
      throw new UsageError(`name the forum, one of: ${rows.map((it) => it.slug).join(', ') || 'none yet'}`)
    return found
  } finally {
    await client.end()
  }
}

function connection({ databaseUrl, data }: Config): pg.ClientConfig {
  return databaseUrl ? { connectionString: databaseUrl } : connectionOf(postgresFolder(data))
}

/** Where links lead: the configured address, else the one that the Rostrum running here has written down. */
function baseUrl(config: Config): string {
  const noted = path.join(config.data, 'address')
  return (
    config.baseUrl ??
    (fs.existsSync(noted) ? fs.readFileSync(noted, 'utf8') : `http://localhost:${config.port}`)
  )
}

/** With the database; our own is started for as long as we need it, if nobody else has. */
async function withDatabase<T>(config: Config, task: (postgres: pg.ClientConfig) => Promise<T>): Promise<T> {
  const postgres = connection(config)
  const problem = await whyUnreachable(postgres)
  if (!problem) return task(postgres)
  if (config.databaseUrl) throw new UsageError(`the database is not reachable (${problem})`)
  fs.mkdirSync(config.data, { recursive: true })
  const own = await startEmbeddedPostgres(postgresFolder(config.data))
  try {
    return await task(own.connection)
  } finally {
    await own.stop()
  }
}

async function runCommand(
  command: Command,
  args: readonly string[],
  { config, postgres }: { readonly config: Config; readonly postgres: pg.ClientConfig },
): Promise<string> {
  const app = await createApp({
    postgres,
    baseUrl: baseUrl(config),
    mail: config.mail,
    background: false,
  })
  try {
    return await command(app, args, postgres)
  } finally {
    await app.stop()
  }
}

async function main([name = '', ...args]: readonly string[]): Promise<void> {
  const command = commands[name]
  const keeper = keepers[name]
  if (!command && !keeper) throw new UsageError(usage)
  const config = readConfig(process.env)
  console.log(
    await withDatabase(config, async (postgres) => {
      if (keeper) return keeper(postgres, args)
      return command ? runCommand(command, args, { config, postgres }) : ''
    }),
  )
}

main(process.argv.slice(2)).then(
  () => process.exit(0),
  (error: unknown) => {
    const isExpected = [UsageError, ConfigError, ArchiveError, Failure].some((it) => error instanceof it)
    console.error(isExpected ? (error as Error).message : error)
    process.exit(1)
  },
)
