// What the scripts of this repository share. They are plain JavaScript for Node ≥ 20 with nothing installed, because
// they are what installs it; everything else runs on the Node 24 that comes with the dependencies.
import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..')
const pnpm = 'pnpm@12.21.0'
const oldestNode = [22, 18] // the first that runs TypeScript without a flag

const started = Date.now()
export const seconds = () => ((Date.now() - started) / 1000).toFixed(1)
export const say = (line) => process.stdout.write(`[${seconds()} s] ${line}\n`)

/** Ends with one clear line instead of a stack trace. */
export function fail(line) {
  process.stderr.write(`\n${line}\n`)
  process.exit(1)
}

/** Runs to the end, showing what it prints; true when it went well. */
export function run(command, args, options = {}) {
  const { status, error } = spawnSync(command, args, {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    ...options,
  })
  if (error) process.stderr.write(`${command}: ${error.message}\n`)
  return status === 0
}

/** Installs what the lockfile says, when it is not there yet or the lockfile has changed. */
export function install() {
  const lockfile = fs.readFileSync(path.join(root, 'pnpm-lock.yaml'))
  const want = createHash('sha256')
    .update(lockfile)
    .update(process.platform + process.arch)
    .digest('hex')
  const stamp = path.join(root, 'node_modules/.rostrum-installed')
  if (fs.existsSync(stamp) && fs.readFileSync(stamp, 'utf8') === want) return
  say('installing dependencies (the first time takes a minute or two)')
  const npx = process.platform === 'win32' ? 'npx.cmd' : 'npx'
  const args = ['--yes', pnpm, 'install', '--frozen-lockfile', '--reporter=append-only']
  const options = { shell: process.platform === 'win32', env: { ...process.env, CI: 'true' } }
  if (!run(npx, args, options)) fail('The dependencies could not be installed; the lines above say why.')
  fs.writeFileSync(stamp, want)
  say('dependencies installed')
}

const versionOf = (node) => {
  const { stdout, status } = spawnSync(node, ['--version'], { encoding: 'utf8' })
  return status === 0 ? stdout.trim() : undefined
}

const isNewEnough = (version) => {
  const [major = 0, minor = 0] = (version ?? '').replace('v', '').split('.').map(Number)
  return major > oldestNode[0] || (major === oldestNode[0] && minor >= oldestNode[1])
}

/** The Node that runs TypeScript: the one that came with the dependencies, else the person's own. */
export function findNode() {
  const ours = path.join(root, 'node_modules/.bin/node')
  if (fs.existsSync(ours) && isNewEnough(versionOf(ours))) return ours
  if (isNewEnough(process.version)) return process.execPath
  return fail(
    `Rostrum needs Node ${oldestNode.join('.')} or newer on this system; this is ${process.version}. See https://nodejs.org`,
  )
}

function* filesBelow(folder) {
  for (const entry of fs
    .readdirSync(folder, { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const file = path.join(folder, entry.name)
    if (entry.isDirectory() && entry.name !== 'node_modules' && entry.name !== 'dist') yield* filesBelow(file)
    else if (entry.isFile()) yield file
  }
}

/** A fingerprint of files and folders: what it is the same for need not be built again. */
export function fingerprint(paths) {
  const hash = createHash('sha256')
  for (const it of paths.map((one) => path.join(root, one)).filter((one) => fs.existsSync(one)))
    for (const file of fs.statSync(it).isDirectory() ? filesBelow(it) : [it])
      hash.update(path.relative(root, file)).update('\0').update(fs.readFileSync(file)).update('\0')
  return hash.digest('hex')
}

const clientSources = [
  'client/src',
  'client/public',
  'client/vite',
  'client/index.html',
  'client/vite.config.ts',
  'client/package.json',
  'shared/src',
  'pnpm-lock.yaml',
  'scripts/compress.mjs',
]

/** Builds the client when its sources have changed since the last time. */
export function buildClient(node) {
  const dist = path.join(root, 'client/dist')
  const stamp = path.join(dist, '.sources')
  const want = fingerprint(clientSources)
  if (fs.existsSync(stamp) && fs.readFileSync(stamp, 'utf8') === want) return
  say('building the client')
  const vite = path.join(root, 'client/node_modules/vite/bin/vite.js')
  if (!run(node, [vite, 'build', '--logLevel', 'warn'], { cwd: path.join(root, 'client') }))
    fail('The client could not be built; the lines above say why.')
  if (!run(node, [path.join(root, 'scripts/compress.mjs'), dist])) fail('The client could not be compressed.')
  fs.writeFileSync(stamp, want)
  say('client built')
}

const graceMs = 9_000

/**
 * Runs a long-lived child and passes on its end and ours. Its standard input is a lifeline: it closes however we die,
 * `kill -9` included, and tells the child to stop what it has started.
 */
export function supervise(command, args, options = {}) {
  const child = spawn(command, args, { cwd: root, stdio: ['pipe', 'inherit', 'inherit'], ...options })
  child.stdin?.on('error', () => {}) // it may be gone before us
  const stop = () => {
    child.stdin?.end()
    setTimeout(() => child.kill('SIGKILL'), graceMs).unref()
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, stop)
  stopWithParent(stop)
  child.on('exit', (code, signal) => process.exit(code ?? (signal ? 1 : 0)))
  child.on('error', (error) => fail(`${command}: ${error.message}`))
  return { child, stop }
}

/** npm passes signals on, but not its own sudden death; and between it and us there may be a shell, which tells nobody. */
function stopWithParent(stop) {
  if (!process.env.npm_lifecycle_event) return
  const known = ancestors()
  const timer = setInterval(() => {
    if (ancestors() === known) return
    clearInterval(timer)
    stop()
  }, 500)
  timer.unref()
}

/** The shell that npm started, and npm itself. */
function ancestors() {
  if (process.platform !== 'linux') return `${process.ppid}`
  try {
    const parent = /^PPid:\s*(\d+)/m.exec(fs.readFileSync(`/proc/${process.ppid}/status`, 'utf8'))?.[1]
    return `${process.ppid} ${parent}`
  } catch {
    return `${process.ppid}`
  }
}
