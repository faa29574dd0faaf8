import type { ChildProcess } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import pg from 'pg'
import type { AppOptions } from '@rostrum/server/compose/options.ts'
import { startEmbeddedPostgres } from '@rostrum/server/adapters/postgres/embedded.ts'
import { signInCookie } from '@rostrum/server/features/people/sign-in.service.ts'
import type { Failpoint } from './failpoints.ts'
import { ask, launch, untilStarted } from './launch.ts'
import { hallOf, personOf } from './names.ts'
import type { MediaSight, NodeFigures, NodeOptions } from './node.ts'
import { processorTimeOf } from './processorTime.ts'

/** A server process under load. */
export interface ServerNode {
  readonly port: number
  reset(): Promise<void>
  figures(): Promise<NodeFigures>
  kill(): Promise<void>
  /** Its next transaction is its last: resolves when it is dead. After a while without one it is killed; then false. */
  die(at: Failpoint): Promise<boolean>
  /** As a deployment ends a server: with SIGTERM's way out. Gives how long it took, and whether it went of itself. */
  drain(): Promise<{ readonly ms: number; readonly code: number | null }>
  /** What it knows of the media server, and of one of its rooms. */
  look(room: string): Promise<MediaSight>
  signal(signal: 'SIGSTOP' | 'SIGCONT'): void
}

export interface Platform {
  readonly postgres: pg.ClientConfig
  readonly session: string
  query<Row extends pg.QueryResultRow>(text: string, values?: unknown[]): Promise<Row[]>
  /** Another server process, on a port of its own or on that of one that was killed; `postgres`: another way to the database. */
  start(
    port?: number,
    options?: Pick<NodeOptions, 'withProbe' | 'openRegistration'> & { readonly postgres?: pg.ClientConfig },
  ): Promise<ServerNode>
  /** The processor time that the database has used so far, in milliseconds. */
  databaseMs(): number
  /** `kill -9` for the database, and its start again. */
  killPostgres(): Promise<void>
  stop(): Promise<void>
}

/** The cookie of the n-th person: test sign-ins are computed, so that 15,000 of them cost one statement. */
export const cookieOf = (n: number): string => `${signInCookie}=${personOf(n)}`

const hash = (text: string) => createHash('sha256').update(text).digest('hex')

/** PostgreSQL with fsync on, an empty forum with one hot session and as many `halls` as wanted, and `people` who are signed in. */
export async function createPlatform(
  people: number,
  {
    halls = 0,
    folder = os.tmpdir(),
    ...more
  }: Pick<AppOptions, 'redisUrl' | 'limits' | 'livekit' | 'trustedProxies'> & {
    readonly halls?: number
    /** Where the database keeps what it has. */
    readonly folder?: string
  } = {},
): Promise<Platform> {
  const root = fs.mkdtempSync(path.join(folder, 'rostrum-load-'))
  fs.chmodSync(root, 0o755)
  const server = await startEmbeddedPostgres(root, ['shared_buffers=512MB'])
  const pool = new pg.Pool({ ...server.connection, max: 2 })
  pool.on('error', () => {}) // the server's own end, when all is over
  const nodes = new Set<ChildProcess>()
  const first = await startNode({ postgres: server.connection }) // migrates
  await seed(pool, people, halls)
  await first.kill()

  return {
    postgres: server.connection,
    session: 'hot',
    query: async (text, values = []) => (await pool.query(text, values)).rows,
    async start(port = 0, also) {
      const node = await startNodeOn(port, { postgres: server.connection, ...more, ...also })
      nodes.add(node.process)
      return node
    },
    databaseMs: () => processorTimeOf(server.pid),
    async killPostgres() {
      process.kill(server.pid, 'SIGKILL')
      await server.restart()
    },
    async stop() {
      for (const it of nodes) it.kill('SIGKILL')
      await pool.end()
      await server.stop()
      fs.rmSync(root, { recursive: true, force: true })
    },
  }
}

/** While a server is away, anybody's connection may be given its port for a moment. */
async function startNodeOn(port: number, options: NodeOptions) {
  for (let tries = 0; ; tries++)
    try {
      return await startNode({ ...options, port })
    } catch (error) {
      if (tries >= 20) throw error
      await new Promise((resolve) => setTimeout(resolve, 250))
    }
}

async function startNode(options: NodeOptions): Promise<ServerNode & { process: ChildProcess }> {
  const child = launch(new URL('node.ts', import.meta.url), JSON.stringify(options))
  const { port } = await untilStarted<{ port: number }>(child)
  return {
    process: child,
    port,
    reset: async () => void (await ask(child, 'reset')),
    figures: () => ask<NodeFigures>(child, 'figures'),
    look: (room) => ask<MediaSight>(child, { look: room }),
    async kill() {
      const gone = once(child, 'exit')
      child.kill('SIGKILL')
      await gone
    },
    async die(at) {
      const gone = once(child, 'exit')
      child.send({ die: at })
      let isHit = true
      const late = setTimeout(() => {
        isHit = false
        child.kill('SIGKILL')
      }, 5_000)
      await gone
      clearTimeout(late)
      return isHit
    },
    async drain() {
      const gone = once(child, 'exit')
      const from = performance.now()
      child.send('stop')
      const [code] = (await gone) as [number | null]
      return { ms: Math.round(performance.now() - from), code }
    },
    signal: (signal) => void child.kill(signal),
  }
}

async function seed(pool: pg.Pool, people: number, halls: number): Promise<void> {
  await pool.query(`INSERT INTO forums (id, slug, name, time_zone, starts_on, ends_on)
    VALUES ('load', 'load', '{"en": "Load"}', 'UTC', '2030-01-01', '2030-01-02')`)
  await pool.query(
    `INSERT INTO sessions (id, forum, title, starts_at, ends_at)
     SELECT id, 'load', '{"en": "A session"}', now(), now() + interval '1 day' FROM unnest($1::text[]) AS id`,
    [['hot', ...Array.from({ length: halls }, (_, n) => hallOf(n))]],
  )
  const numbers = Array.from({ length: people }, (_, n) => n)
  const ids = numbers.map(personOf)
  await pool.query(
    `INSERT INTO people (id, email, name) SELECT id, id || '@load.invalid', 'Participant ' || id FROM unnest($1::text[]) AS id`,
    [ids],
  )
  await pool.query(
    `INSERT INTO memberships (forum, person, role) SELECT 'load', id, 'attendee' FROM unnest($1::text[]) AS id`,
    [ids],
  )
  await pool.query(
    `INSERT INTO sign_ins (id, secret_hash, person, expires_at)
     SELECT gen_random_uuid(), decode(hash, 'hex'), id, now() + interval '1 day' FROM unnest($1::text[], $2::text[]) AS s(id, hash)`,
    [ids, numbers.map((n) => hash(personOf(n)))],
  )
}
