import fs from 'node:fs'
import path from 'node:path'
import pg from 'pg'
import type { ForumId } from '@rostrum/shared/kernel/fields.ts'
import { Failure } from '@rostrum/shared/kernel/failure.ts'
import { connectionOf } from '#adapters/postgres/embedded.ts'
import { postgresFolder } from '#adapters/postgres/place.ts'
import { whyUnreachable } from '#adapters/postgres/pool.ts'
import type { App } from './app.ts'
import { createApp } from './app.ts'
import { ConfigError, readConfig } from './config.ts'
import type { Config } from './config.ts'

const usage = `npm run rostrum -- <command>

  sign-in-link <email>             prints a link that signs this person in, once, within 15 minutes
  make-organiser <email> [forum]   makes this person an organiser of the forum (its short name; needed when there are several)

Works on DATABASE_URL, or on the database of the Rostrum that is running in this folder.`

/** Something the person at the keyboard can put right. */
class UsageError extends Error {
  override readonly name = 'UsageError'
}

type Command = (app: App, args: readonly string[], postgres: pg.ClientConfig) => Promise<string>

const commands: Readonly<Record<string, Command>> = {
  async 'sign-in-link'(app, [email]) {
    return app.makeSignInLink({ email: addressOf(email) })
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

async function main([name = '', ...args]: readonly string[]): Promise<void> {
  const command = commands[name]
  if (!command) throw new UsageError(usage)
  const config = readConfig(process.env)
  const postgres = connection(config)
  const problem = await whyUnreachable(postgres)
  if (problem) throw new UsageError(`the database is not reachable (${problem}): is Rostrum running here?`)
  const app = await createApp({
    postgres,
    baseUrl: baseUrl(config),
    mail: config.mail,
    background: false,
  })
  try {
    console.log(await command(app, args, postgres))
  } finally {
    await app.stop()
  }
}

main(process.argv.slice(2)).then(
  () => process.exit(0),
  (error: unknown) => {
    const isExpected = error instanceof UsageError || error instanceof ConfigError || error instanceof Failure
    console.error(isExpected ? error.message : error)
    process.exit(1)
  },
)
