import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client'

/** What is read when somebody asks. The counts only rise; the rest is as it is now. */
export interface Readings {
  /** The role of each socket, one for each. */
  readonly roles: () => Iterable<string>
  readonly channels: () => number
  readonly queue: () => number
  readonly pool: () => { readonly open: number; readonly idle: number; readonly waiting: number }
  /** `ok`, `absent`, or what is wrong: the database, media, redis. */
  readonly parts: Readonly<Record<string, () => Promise<string> | string>>
  /** Of which moment the last good backup is; undefined: there is none, or nobody knows. */
  readonly lastBackup: () => Promise<Date | undefined>
  readonly counts: Readonly<Record<CountName, () => number>>
}

const counts = {
  rostrum_transactions_total: 'Transactions begun for commands.',
  rostrum_commands_committed_total: 'Commands whose effect has been committed.',
  rostrum_batch_retries_total: 'Batches of commands run again: a connection lost, a deadlock.',
  rostrum_frames_total: 'Frames made for the listeners of a channel.',
  rostrum_deliveries_total: 'Frames handed to one socket each.',
  rostrum_resumed_total: 'Channels told from memory to somebody who came back.',
  rostrum_snapshots_total: 'Snapshots read from the database.',
  rostrum_dropped_slow_total: 'Sockets closed for not reading what was sent.',
  rostrum_handshakes_refused_total: 'Sockets not let in: foreign page, nobody signed in, too many.',
} as const
type CountName = keyof typeof counts

/** Seconds. Around the targets: an answer within 3, news within 0.5. */
const buckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 3, 5, 10]

/** Numbers for Prometheus, on a port of their own that the proxy does not reach. No label holds a person or a place. */
export function createMetrics(features: readonly string[]) {
  const register = new Registry()
  const registers = [register]
  const answers = new Histogram({
    name: 'rostrum_answer_seconds',
    help: 'From a command coming in to its answer, by feature and outcome (ok, dup, or the code of the refusal).',
    labelNames: ['feature', 'outcome'],
    buckets,
    registers,
  })
  const lag = new Histogram({
    name: 'rostrum_fanout_lag_seconds',
    help: 'From news being heard on this node to its having been sent to all who listen here.',
    buckets,
    registers,
  })
  const known = new Set(features)

  return {
    /** A type is what a client sent: one that we do not know gets no label of its own. */
    answered(type: string, outcome: string, tookMs: number): void {
      const [feature = ''] = type.split(':')
      answers.observe({ feature: known.has(feature) ? feature : 'unknown', outcome }, tookMs / 1000)
    },
    told: (lagMs: number) => lag.observe(lagMs / 1000),

    async serve(readings: Readings, at: { readonly host: string; readonly port: number }) {
      watch(readings, registers)
      // Event-loop delay, memory, CPU and open files, under the names that everybody's dashboards know.
      collectDefaultMetrics({ register })
      const http = createServer(async (request, response) => {
        if (request.method !== 'GET' || request.url !== '/metrics') return void response.writeHead(404).end()
        try {
          const text = await register.metrics()
          response.writeHead(200, { 'content-type': register.contentType }).end(text)
        } catch {
          response.writeHead(500).end()
        }
      })
      await new Promise<void>((resolve, reject) => {
        http.once('error', reject)
        http.listen(at.port, at.host, resolve)
      })
      return {
        port: (http.address() as AddressInfo).port,
        stop: () =>
          new Promise<void>((resolve) => {
            http.close(() => resolve())
            http.closeAllConnections()
          }),
      }
    },
  }
}

function watch(readings: Readings, registers: Registry[]): void {
  for (const [name, help] of Object.entries(counts))
    void new Counter({
      name,
      help,
      registers,
      collect() {
        this.reset()
        this.inc(readings.counts[name as CountName]())
      },
    })
  const gauge = (name: string, help: string, read: () => number) =>
    void new Gauge({
      name,
      help,
      registers,
      collect() {
        this.set(read())
      },
    })
  gauge('rostrum_channels_active', 'Channels that are kept alive on this node.', readings.channels)
  gauge('rostrum_queue_depth', 'Commands that no transaction has taken yet.', readings.queue)
  void new Gauge({
    name: 'rostrum_sockets',
    help: 'Open sockets, by the role in the forum that matters most.',
    labelNames: ['role'],
    registers,
    collect() {
      this.reset()
      for (const role of readings.roles()) this.inc({ role })
    },
  })
  void new Gauge({
    name: 'rostrum_database_pool',
    help: 'Connections for reading: open and idle; and queries that wait for one.',
    labelNames: ['state'],
    registers,
    collect() {
      for (const [state, n] of Object.entries(readings.pool())) this.set({ state }, n)
    },
  })
  void new Gauge({
    name: 'rostrum_part_up',
    help: 'Whether the database, media and redis answer: 1 or 0; nothing for what is not used.',
    labelNames: ['part'],
    registers,
    async collect() {
      this.reset()
      for (const [part, status] of Object.entries(readings.parts)) {
        const said = await status()
        if (said !== 'absent') this.set({ part }, said === 'ok' ? 1 : 0)
      }
    },
  })
  void new Gauge({
    name: 'rostrum_backup_last_success_timestamp_seconds',
    help: 'Of which moment the last backup is that was restored and found sound; nothing when there is none.',
    registers,
    async collect() {
      const at = await readings.lastBackup()
      if (at) this.set(at.getTime() / 1000)
      else this.remove()
    },
  })
}
