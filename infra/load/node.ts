import { monitorEventLoopDelay } from 'node:perf_hooks'
import v8 from 'node:v8'
import vm from 'node:vm'
import pg from 'pg'
import { createApp } from '@rostrum/server/app.ts'
import type { AppOptions } from '@rostrum/server/compose/options.ts'
import { die } from './failpoints.ts'
import type { Failpoint } from './failpoints.ts'
import { probeFeature } from './probe.ts'

/*
 * One server process under load: the real application, with a wire to the instrument that started it, for what only the
 * process itself can know.
 */

export interface NodeOptions extends AppOptions {
  /** With the feature that is there to be measured; its tables are the scenario's to make. */
  readonly withProbe?: boolean
}

export interface NodeFigures {
  readonly cpuMs: number
  readonly rssMiB: number
  /** What is still used after a collection: that which grows without end is a leak. */
  readonly heapMiB: number
  /** The most it was, looked at ten times a second. */
  readonly rssPeakMiB: number
  readonly loopDelayMaxMs: number
  readonly loopDelayP99Ms: number
  /** The most that was computed between two turns of the event loop: processor time, which others' work does not lengthen. */
  readonly loopHeldMaxMs: number
  readonly delivered: number
  readonly frames: number
  readonly slow: number
  /** Statements asked of the database, whatever became of them. */
  readonly queries: number
}

let queries = 0
countQueries()

const { withProbe, ...options } = JSON.parse(process.argv[2] ?? '{}') as NodeOptions
const app = await createApp({ ...options, ...(withProbe && { extraFeatures: [probeFeature] }) })
const delay = monitorEventLoopDelay({ resolution: 5 })
delay.enable()
let cpu = process.cpuUsage()
const held = watchHeld()
let rssPeak = 0
setInterval(() => (rssPeak = Math.max(rssPeak, process.memoryUsage.rss())), 100).unref()

type Request = 'reset' | 'figures' | 'stop' | { readonly die: Failpoint } | { readonly look: string }

process.on('message', (request: Request) => {
  if (typeof request === 'object') return 'die' in request ? die(request.die) : void look(request.look)
  if (request === 'reset') {
    cpu = process.cpuUsage()
    delay.reset()
    held.reset()
    queries = 0
    rssPeak = 0
    process.send?.('ready')
  }
  if (request === 'figures') process.send?.(figures())
  if (request === 'stop') void app.stop().then(() => process.exit(0))
})
process.on('SIGINT', () => {}) // from the terminal: it is meant for the instrument, which still needs us
process.on('disconnect', () => process.exit(0)) // the instrument is gone: nobody would stop us

/** What the media server has, as far as this process knows. */
export interface MediaSight {
  readonly pid: number | undefined
  readonly status: string
  readonly rooms: readonly string[]
  /** In the room that was asked about: who is there, and what each may send. */
  readonly may: Readonly<Record<string, readonly string[]>>
}

async function look(room: string): Promise<void> {
  const { media } = app
  const sight: MediaSight = { pid: app.livekitPid(), status: media?.status() ?? 'absent', rooms: [], may: {} }
  const seen = async () => ({
    rooms: (await media?.rooms()) ?? [],
    may: Object.fromEntries(((await media?.participants(room)) ?? []).map((it) => [it.identity, it.publish])),
  })
  process.send?.({ ...sight, ...(sight.status === 'ok' && (await seen().catch(() => ({ status: 'down' })))) })
}

function figures(): NodeFigures {
  const used = process.cpuUsage(cpu)
  const { delivered, frames, slow } = app.hub.stats
  return {
    cpuMs: (used.user + used.system) / 1000,
    heapMiB: heap(),
    rssMiB: Math.round(process.memoryUsage.rss() / 2 ** 20),
    rssPeakMiB: Math.round(Math.max(rssPeak, process.memoryUsage.rss()) / 2 ** 20),
    loopDelayMaxMs: Math.round(delay.max / 1e6),
    loopDelayP99Ms: Math.round(delay.percentile(99) / 1e6),
    loopHeldMaxMs: held.maxMs(),
    delivered,
    frames,
    slow,
    queries,
  }
}

function heap(): number {
  v8.setFlagsFromString('--expose-gc')
  ;(vm.runInNewContext('gc') as () => void)()
  return Math.round((process.memoryUsage().heapUsed / 2 ** 20) * 10) / 10
}

/** A timer that is due at every turn sees how much this thread has computed since the turn before. */
function watchHeld() {
  const used = () => {
    const { user, system } = process.threadCpuUsage()
    return user + system
  }
  let before = used()
  let max = 0
  setInterval(() => {
    const now = used()
    max = Math.max(max, now - before)
    before = now
  }, 10).unref()
  return {
    maxMs: () => Math.round(max / 100) / 10,
    reset() {
      before = used()
      max = 0
    },
  }
}

/** In what the database's client is asked to do, so that the product knows nothing of it. */
function countQueries(): void {
  const prototype = pg.Client.prototype as unknown as { query(...args: unknown[]): unknown }
  const ask = prototype.query
  prototype.query = function query(this: unknown, ...args) {
    queries++
    return ask.apply(this, args)
  }
}

process.send?.({ port: app.port })
