import { spawnSync } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { startGuarded } from '#adapters/process/guard.ts'
import type { Guarded } from '#adapters/process/guard.ts'

const module = fileURLToPath(new URL('../../../../infra/livekit/', import.meta.url))
const command = 'github.com/livekit/livekit-server/cmd/server'
const oldestGo = [1, 26] as const

/** The version that `infra/livekit/go.mod` names. */
export function livekitVersion(): string {
  const text = fs.readFileSync(path.join(module, 'go.mod'), 'utf8')
  return /livekit-server v(\S+)/.exec(text)?.[1] ?? 'unknown'
}

export const howToGiveOne =
  'set LIVEKIT_URL (with LIVEKIT_KEY and LIVEKIT_SECRET), or put livekit-server on the PATH, or install Go 1.26 or newer so that it can be built'

export interface Search {
  /** The program, or undefined when this machine has none and cannot make one. */
  readonly found: Promise<string | undefined>
  stop(): Promise<void>
}

/** Where there is none, it is built from source, once: that takes minutes, and is said while it is done. */
export function findLivekit(say: (line: string) => void): Search {
  const ready = onPath('livekit-server') ?? existing(cached())
  if (ready) return { found: Promise.resolve(ready), stop: async () => {} }
  const go = onPath('go')
  if (!go || !isNewEnough(go)) return { found: Promise.resolve(undefined), stop: async () => {} }
  return takeTurn() ? build(go, say) : awaitOther(say)
}

const turn = (): string => `${cached()}.building`

/** Several servers may start at once (tests do): one builds, the others wait for it. */
function takeTurn(): boolean {
  fs.mkdirSync(path.dirname(cached()), { recursive: true })
  try {
    fs.writeFileSync(turn(), String(process.pid), { flag: 'wx' })
    return true
  } catch {
    if (isTaken()) return false
    fs.writeFileSync(turn(), String(process.pid)) // whoever had it died
    return true
  }
}

const isTaken = (): boolean => fs.existsSync(turn()) && isRunning(Number(fs.readFileSync(turn(), 'utf8')))

function isRunning(pid: number): boolean {
  try {
    return pid > 0 && process.kill(pid, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

function awaitOther(say: (line: string) => void): Search {
  say('media: another process is building LiveKit; waiting for it')
  let timer: NodeJS.Timeout | undefined
  const found = new Promise<string | undefined>((resolve) => {
    timer = setInterval(() => {
      if (isTaken()) return
      clearInterval(timer)
      resolve(findLivekit(say).found)
    }, 500)
  })
  return { found, stop: async () => clearInterval(timer) }
}

const cached = (): string => {
  const root = process.env['ROSTRUM_CACHE'] ?? path.join(os.homedir(), '.cache', 'rostrum')
  return path.join(root, `livekit-${livekitVersion()}`, 'livekit-server')
}

const existing = (file: string): string | undefined => (isProgram(file) ? file : undefined)

const onPath = (name: string): string | undefined =>
  (process.env['PATH'] ?? '')
    .split(path.delimiter)
    .filter((it) => it !== '')
    .map((it) => path.join(it, name))
    .find(isProgram)

function isProgram(file: string): boolean {
  try {
    fs.accessSync(file, fs.constants.X_OK)
    return fs.statSync(file).isFile()
  } catch {
    return false
  }
}

function isNewEnough(go: string): boolean {
  const { stdout } = spawnSync(go, ['version'], {
    encoding: 'utf8',
    env: { ...process.env, GOTOOLCHAIN: 'local' },
  })
  const [, major, minor] = /go(\d+)\.(\d+)/.exec(stdout ?? '') ?? []
  if (major === undefined || minor === undefined) return false
  const [a, b] = [Number(major), Number(minor)]
  return a > oldestGo[0] || (a === oldestGo[0] && b >= oldestGo[1])
}

function build(go: string, say: (line: string) => void): Search {
  const target = cached()
  const draft = `${target}.${process.pid}` // under another name until it is whole
  say(`media: building LiveKit ${livekitVersion()} from source, once; this takes some minutes`)
  const started = Date.now()
  const still = setInterval(
    () => say(`media: still building LiveKit (${Math.round((Date.now() - started) / 1_000)} s)`),
    30_000,
  )
  const guarded = startGuarded(go, ['build', '-trimpath', '-ldflags=-s -w', '-o', draft, command], {
    cwd: module,
    env: { ...process.env, CGO_ENABLED: '0', GOTOOLCHAIN: 'local' },
    signal: 'TERM',
    output: 'pipe',
  })
  const found = ended(guarded).then(({ code, said }) => {
    clearInterval(still)
    if (code === 0) fs.renameSync(draft, target)
    fs.rmSync(draft, { force: true })
    fs.rmSync(turn(), { force: true })
    if (code === 0) return target
    if (code !== null) say(`media: LiveKit could not be built\n${said}`)
    return undefined
  })
  return { found, stop: () => guarded.stop() }
}

function ended({ process: child }: Guarded): Promise<{ code: number | null; said: string }> {
  let said = ''
  const hear = (chunk: Buffer) => {
    said = (said + chunk.toString()).slice(-2_000)
  }
  child.stdout?.on('data', hear)
  child.stderr?.on('data', hear)
  return new Promise((resolve) => {
    child.once('exit', (code) => resolve({ code, said }))
    child.once('error', (error) => resolve({ code: 1, said: String(error) }))
  })
}
