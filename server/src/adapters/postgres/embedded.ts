import { spawnSync } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import type pg from 'pg'
import { startGuarded } from '#adapters/process/guard.ts'
import type { Guarded } from '#adapters/process/guard.ts'
import { postgresBinaries } from './binaries.ts'
import { whyUnreachable } from './pool.ts'

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

const startLimitMs = 30_000
const leaveLimitMs = 7_000 // the guard gives PostgreSQL five seconds

export const connectionOf = (root: string): pg.ClientConfig => ({
  host: path.join(root, 'run'),
  user: 'rostrum',
  database: 'postgres',
})

/** `root` is a short path (a Unix socket's has at most 107 bytes) that its own user may enter, as all folders above it. */
export async function startEmbeddedPostgres(
  root: string,
  settings: readonly string[] = [],
): Promise<EmbeddedPostgres> {
  const bin = postgresBinaries()
  const data = path.join(root, 'data')
  const connection = connectionOf(root)
  makeFolders(root)
  await letPredecessorLeave(data)
  if (!fs.existsSync(path.join(data, 'PG_VERSION'))) initialise(bin, root)
  const log = fs.openSync(path.join(root, 'postgres.log'), 'a', 0o600)
  const common = ['listen_addresses=', 'max_connections=200', 'unix_socket_permissions=0700']
  const args = [
    '-D',
    data,
    '-k',
    path.join(root, 'run'),
    ...[...common, ...settings].flatMap((it) => ['-c', it]),
  ]
  const launch = async (attempts = 3): Promise<Guarded> => {
    // INT is PostgreSQL's "fast" end: it closes sessions and writes a checkpoint.
    const server = startGuarded(path.join(bin, 'postgres'), args, { ...as, signal: 'INT', output: log })
    try {
      await untilReady(connection, server, root)
      return server
    } catch (error) {
      if (attempts === 1) throw error
      // Sessions of a server that was killed need a moment to notice, and PostgreSQL rightly refuses to start beside them.
      await new Promise((resolve) => setTimeout(resolve, 300))
      return launch(attempts - 1)
    }
  }
  let server = await launch()
  return {
    connection,
    get pid() {
      return postmaster(data) ?? 0
    },
    async restart() {
      await letPredecessorLeave(data)
      server = await launch()
    },
    async stop() {
      await server.stop()
      fs.closeSync(log)
    },
  }
}

function makeFolders(root: string): void {
  fs.mkdirSync(path.join(root, 'run'), { recursive: true })
  for (const folder of [root, path.join(root, 'run')]) {
    fs.chmodSync(folder, 0o700) // whoever reaches the socket is let in
    if (isRoot) fs.chownSync(folder, nobody, nobody)
  }
}

/** Under another name until it is whole: a first start that was cut off must not leave half a database behind. */
function initialise(bin: string, root: string): void {
  const draft = path.join(root, 'data.new')
  fs.rmSync(draft, { recursive: true, force: true })
  const args = ['-D', draft, '-U', 'rostrum', '--auth=trust', '-E', 'UTF8', '--locale=C.UTF-8']
  const made = spawnSync(path.join(bin, 'initdb'), args, { ...as, encoding: 'utf8' })
  if (made.status !== 0) throw new Error(`initdb failed: ${made.stderr || String(made.error)}`)
  fs.renameSync(draft, path.join(root, 'data'))
}

function postmaster(data: string): number | undefined {
  try {
    return Number(fs.readFileSync(path.join(data, 'postmaster.pid'), 'utf8').split('\n')[0])
  } catch {
    return undefined
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/** Was this process started on this data? After a crash its number may belong to somebody else. */
function runsOn(pid: number, data: string): boolean {
  if (process.platform !== 'linux') return true // there is no telling: PostgreSQL itself decides
  try {
    return fs.readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').includes(data)
  } catch {
    return false
  }
}

const parentOf = (pid: number): number =>
  Number(/^PPid:\s*(\d+)/m.exec(fs.readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1])

/**
 * Whoever was killed with -9 left its PostgreSQL to the guard, which needs a moment to end it. If the guard was killed
 * too, nobody ends it but us. A file that names a process which is somebody else's by now (the power went) is only in
 * the way; one that names nobody is left to PostgreSQL, which looks for sessions that are still alive.
 */
async function letPredecessorLeave(data: string): Promise<void> {
  const start = Date.now()
  for (let pid = postmaster(data); pid !== undefined && isAlive(pid); pid = postmaster(data)) {
    if (!runsOn(pid, data)) return fs.rmSync(path.join(data, 'postmaster.pid'))
    const isOrphan = process.platform === 'linux' && !runsOn(parentOf(pid), data)
    if (isOrphan) process.kill(pid, 'SIGINT')
    if (Date.now() - start > (isOrphan ? startLimitMs : leaveLimitMs))
      throw new Error(
        `Rostrum is already running on this data (${data}, process ${pid}); stop it, or set ROSTRUM_DATA`,
      )
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

async function untilReady(connection: pg.ClientConfig, server: Guarded, root: string): Promise<void> {
  const end = Date.now() + startLimitMs
  for (;;) {
    const problem = await whyUnreachable(connection)
    if (!problem) return
    if (!server.isRunning() || Date.now() > end) {
      await server.stop()
      throw new Error(`PostgreSQL did not start (${problem}): see ${path.join(root, 'postgres.log')}`)
    }
    await new Promise((resolve) => setTimeout(resolve, 30))
  }
}
