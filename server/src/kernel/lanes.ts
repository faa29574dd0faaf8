import type { Connection } from './db.ts'
import { refuse } from './job.ts'
import type { Group, Job, Known } from './job.ts'
import type { Limits } from './limits.ts'

export interface LanesOptions {
  readonly limits: Limits
  /** One worker for each, with a connection of its own. */
  readonly connections: readonly (() => Promise<Connection>)[]
  /** Runs the groups in one transaction that has these lanes to itself, and answers every job. */
  readonly transact: (
    connection: Connection,
    groups: readonly Group[],
    lanes: readonly string[],
  ) => Promise<void>
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

interface Lane {
  readonly name: string
  queue: Job[]
  busy: boolean
}

/** How often a batch is run again, while the database says nothing about its commands, before it is given up. */
const attempts = 6

/**
 * A lane is everything about one thing (`session:42`, whatever the part), and runs one command at a time. Workers take
 * whole ready lanes, as many as fit in one transaction: many commands, one flush to disk.
 */
export function createLanes(options: LanesOptions): Lanes {
  const { limits, connections } = options
  const lanes = new Map<string, Lane>()
  const ready = new Set<Lane>() // in the order in which they became ready
  const asleep: (() => void)[] = []
  const stats = { retries: 0, waiting: 0 }
  let isStopping = false

  const wake = () => {
    if (asleep.length > 0) setImmediate(() => asleep.pop()?.())
  }
  const workers = connections.map(work)

  async function work(connect: () => Promise<Connection>): Promise<void> {
    const line = createLine(connect, stats)
    for (;;) {
      if (ready.size === 0) {
        if (isStopping && stats.waiting === 0) break
        await new Promise<void>((resolve) => asleep.push(resolve))
        continue
      }
      const { groups, taken } = takeBatch(ready, limits)
      stats.waiting -= groups.reduce((sum, { jobs }) => sum + jobs.length, 0)
      await runUntilAnswered(options, line, { groups, lanes: taken.map((it) => it.name) })
      for (const lane of taken) release(lane)
      if (ready.size > 0) wake()
      else if (isStopping) for (const resolve of asleep.splice(0)) resolve()
    }
    await line.close()
  }

  function release(lane: Lane): void {
    lane.busy = false
    if (lane.queue.length > 0) ready.add(lane)
    else lanes.delete(lane.name)
  }

  return {
    stats,
    add(job) {
      if (isStopping || stats.waiting >= limits.queue) return false
      const lane = lanes.get(job.lane) ?? { name: job.lane, queue: [], busy: false }
      lanes.set(job.lane, lane)
      lane.queue.push(job)
      stats.waiting++
      if (!lane.busy) ready.add(lane)
      wake()
      return true
    },
    async stop() {
      isStopping = true
      for (const resolve of asleep.splice(0)) resolve()
      await Promise.all(workers)
    },
  }
}

/** A lost connection, a deadlock, a commit whose answer never came: the command records tell next time what was done. */
async function runUntilAnswered(
  { transact, onLost, log }: LanesOptions,
  line: Line,
  { groups, lanes }: { readonly groups: readonly Group[]; readonly lanes: readonly string[] },
): Promise<void> {
  for (let attempt = 0; ; attempt++) {
    try {
      await transact(await line.open(), groups, lanes)
      if (attempt > 0) onLost(lanes)
      return
    } catch (error) {
      line.stats.retries++
      if (attempt > 0) log(`a batch is run again (${attempt})`, error)
      await line.rollback()
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
  rollback(): Promise<unknown>
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
    rollback: async () => (connection?.lost ? undefined : connection?.query('ROLLBACK').catch(() => {})),
    close: async () => connection?.close(),
  }
}

/** As many ready lanes as fit, each marked busy until it is released. */
function takeBatch(ready: Set<Lane>, { batch, share }: Limits): { groups: Group[]; taken: Lane[] } {
  const groups: Group[] = []
  const taken: Lane[] = []
  let cost = 0
  for (const lane of ready) {
    if (cost >= share) break
    ready.delete(lane)
    lane.busy = true
    taken.push(lane)
    const cut = group(lane.queue, batch - cost)
    groups.push(...cut.groups)
    lane.queue = lane.queue.slice(cut.taken)
    cost += cut.cost
  }
  return { groups, taken }
}

/**
 * The first of these jobs, up to a cost, with those of one set-based command together. An actor's commands keep their
 * order: none joins a set that stands before an earlier one.
 */
function group(queue: readonly Job[], budget: number): { groups: Group[]; taken: number; cost: number } {
  const groups: Group[] = []
  const open = new Map<Known, number>() //  the open group of each set-based command
  const last = new Map<string, number>() // the group of each actor's latest command
  let cost = 0
  let taken = 0
  for (const job of queue) {
    if (cost >= budget) break
    const isSet = typeof job.command.handler !== 'function'
    const set = isSet ? open.get(job.command) : undefined
    const joins = set !== undefined && set >= (last.get(job.actor.id) ?? 0) ? set : undefined
    const at = joins ?? groups.push({ command: job.command, jobs: [] }) - 1
    groups[at]?.jobs.push(job)
    if (isSet) open.set(job.command, at)
    last.set(job.actor.id, at)
    cost += isSet ? 1 / 16 : 1
    taken++
  }
  return { groups, taken, cost }
}
