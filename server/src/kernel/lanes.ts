import type { Connection } from './db.ts'
import { refuse } from './job.ts'
import type { Job, Work } from './job.ts'
import type { Limits } from './limits.ts'
import { createQueues } from './queues.ts'
import type { Batch } from './queues.ts'

export interface LanesOptions {
  readonly limits: Limits
  /** One worker for each, with a connection of its own. */
  readonly connections: readonly (() => Promise<Connection>)[]
  /**
   * Runs the work in one transaction that has its lanes to itself, and answers every job. While its commit is under way
   * it asks `follow` what comes next on this connection, and begins with that.
   */
  readonly transact: (connection: Connection, work: Work, follow: () => Work | undefined) => Promise<void>
  /** A transaction of these lanes was run again: it may have been committed without our knowing. */
  readonly onLost: (lanes: readonly string[]) => void
  readonly log: (message: string, error: unknown) => void
}

export interface Lanes {
  /** False: too much is waiting, or we are stopping. */
  add(job: Job): boolean
  /** `waiting`: commands that no transaction has taken yet. */
  readonly stats: { readonly retries: number; readonly waiting: number }
  /** Takes nothing new, finishes what waits, closes the connections. */
  stop(): Promise<void>
}

/** How often a batch is run again, while the database says nothing about its commands, before it is given up. */
const attempts = 6

/** Each worker takes what is ready, runs it in a transaction, and takes the next: many commands, one flush to disk. */
export function createLanes(options: LanesOptions): Lanes {
  const { limits, connections } = options
  const queues = createQueues(limits)
  const asleep: (() => void)[] = []
  const retried = { retries: 0 }
  let isStopping = false

  const wake = () => {
    if (asleep.length > 0) setImmediate(() => asleep.pop()?.())
  }
  const wakeAll = () => {
    for (const resolve of asleep.splice(0)) resolve()
  }
  const workers = connections.map(work)

  async function work(connect: () => Promise<Connection>): Promise<void> {
    const line = createLine(connect, retried)
    let batch: Batch | undefined
    for (;;) {
      batch ??= queues.take()
      if (batch) batch = await run(line, batch)
      else if (isStopping && queues.stats.waiting === 0) break
      else await new Promise<void>((resolve) => asleep.push(resolve))
    }
    await line.close()
  }

  /** Runs one batch; says which other was taken while it was being committed. */
  async function run(line: Line, batch: Batch): Promise<Batch | undefined> {
    const next: { batch?: Batch | undefined } = {}
    await runUntilAnswered(options, line, batch, () => (next.batch ??= queues.takeMore(batch)))
    queues.release(batch, next.batch)
    if (queues.hasReady()) wake()
    else if (isStopping) wakeAll()
    return next.batch
  }

  return {
    get stats() {
      return { ...retried, ...queues.stats }
    },
    add(job) {
      if (isStopping || queues.stats.waiting >= limits.queue) return false
      queues.add(job)
      wake()
      return true
    },
    async stop() {
      isStopping = true
      wakeAll()
      await Promise.all(workers)
    },
  }
}

/** A lost connection, a deadlock, a commit whose answer never came: the command records tell next time what was done. */
async function runUntilAnswered(
  { transact, onLost, log }: LanesOptions,
  line: Line,
  work: Work,
  follow: () => Work | undefined,
): Promise<void> {
  const { groups, lanes } = work
  for (let attempt = 0; ; attempt++) {
    try {
      await transact(await line.open(), work, follow)
      if (attempt > 0) onLost(lanes)
      return
    } catch (error) {
      line.stats.retries++
      if (attempt > 0) log(`a batch is run again (${attempt})`, error)
      if (attempt >= attempts) break
      const pauseMs = attempt === 0 ? 0 : 50 * 2 ** attempt * Math.random()
      await new Promise((resolve) => setTimeout(resolve, pauseMs))
    }
  }
  for (const { jobs } of groups) for (const job of jobs) job.answer(refuse('unavailable'))
  onLost(lanes)
}

interface Line {
  open(): Promise<Connection>
  close(): Promise<void>
  readonly stats: { retries: number }
}

/** A worker's connection, opened when first needed and again when it was lost. */
function createLine(connect: () => Promise<Connection>, stats: Line['stats']): Line {
  let connection: Connection | undefined
  return {
    stats,
    async open() {
      if (!connection || connection.lost) connection = await connect()
      return connection
    },
    close: async () => connection?.close(),
  }
}
