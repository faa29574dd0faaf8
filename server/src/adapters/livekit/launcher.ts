import fs from 'node:fs'
import path from 'node:path'
import { startGuarded } from '#adapters/process/guard.ts'
import type { Guarded } from '#adapters/process/guard.ts'
import { findLivekit, howToGiveOne, livekitVersion } from './binary.ts'
import { writeConfiguration } from './place.ts'
import type { HeldPorts, Keys } from './place.ts'

export interface LaunchOptions {
  readonly folder: string
  readonly keys: Keys
  readonly held: HeldPorts
  /** Where it tells us what happens in its rooms. */
  readonly webhook: string
  readonly say: (line: string) => void
  /** Called each time it dies. */
  readonly onEnd: () => void
}

export interface Launched {
  /** There is no media server on this machine, and none can be made. */
  readonly isAbsent: boolean
  /** Its process, for tests that kill it. */
  readonly pid: () => number | undefined
  stop(): Promise<void>
}

const pauseBeforeRestartMs = 250

/** A LiveKit of our own: found or built while everything else goes on, started again when it dies, ended with us. */
export function launchLivekit({ folder, keys, held, webhook, say, onEnd }: LaunchOptions): Launched {
  const search = findLivekit(say)
  let server: Guarded | undefined
  let isAbsent = false
  let stopping = false
  let again: NodeJS.Timeout | undefined

  function start(program: string): void {
    if (stopping) return
    const configuration = writeConfiguration(folder, { keys, ports: held.ports, webhook })
    const log = fs.openSync(path.join(folder, 'livekit.log'), 'a', 0o600)
    // KILL: asked kindly, it waits for every participant to leave first.
    server = startGuarded(program, ['--config', configuration], { signal: 'KILL', output: log })
    fs.closeSync(log)
    server.process.once('exit', (code) => {
      if (stopping) return
      onEnd()
      say(`media: LiveKit ended (${code ?? 'killed'}), starting it again; its log is ${folder}/livekit.log`)
      again = setTimeout(() => start(program), pauseBeforeRestartMs)
    })
  }

  void search.found.then(async (program) => {
    await held.release()
    if (stopping) return
    isAbsent = program === undefined
    if (program === undefined) return say(`media: no LiveKit on this machine: ${howToGiveOne}`)
    say(`media: starting LiveKit ${livekitVersion()} (${program})`)
    start(program)
  })

  return {
    get isAbsent() {
      return isAbsent
    },
    pid: () => childOf(server?.process.pid),
    async stop() {
      stopping = true
      clearTimeout(again)
      await search.stop()
      await server?.stop()
    },
  }
}

/** The guard's child: LiveKit itself. Both may end while they are looked for. */
function childOf(guard: number | undefined): number | undefined {
  if (guard === undefined || process.platform !== 'linux') return undefined
  const children = textOf(`/proc/${guard}/task/${guard}/children`).trim().split(' ').map(Number)
  return children.find((pid) => textOf(`/proc/${pid}/cmdline`).includes('--config'))
}

function textOf(file: string): string {
  try {
    return fs.readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}
