import type { Group, Job, Known, Work } from './job.ts'
import type { Limits } from './limits.ts'

/** A lane is everything about one thing (`session:42`, whatever the part), and runs one command at a time. */
interface Lane {
  readonly name: string
  queue: Job[]
  busy: boolean
}

/** Whole lanes, each busy until it is released. */
export interface Batch extends Work {
  readonly taken: readonly Lane[]
}

/** What waits, lane by lane. */
export interface Queues {
  add(job: Job): void
  /** As many ready lanes as fit in one transaction: many commands, one flush to disk. */
  take(): Batch | undefined
  /** More of the same lanes, if it fills a transaction and no other lane waits for its turn. */
  takeMore(batch: Batch): Batch | undefined
  /** The lanes of a batch are free again, but those that `next` has. */
  release(batch: Batch, next: Batch | undefined): void
  hasReady(): boolean
  readonly stats: { readonly waiting: number }
}

export function createQueues(limits: Limits): Queues {
  const lanes = new Map<string, Lane>()
  const ready = new Set<Lane>() // in the order in which they became ready
  const stats = { waiting: 0 }

  function takeFrom(some: Iterable<Lane>): Batch {
    const batch = cut(some, limits)
    for (const lane of batch.taken) {
      lane.busy = true
      ready.delete(lane)
    }
    stats.waiting -= batch.groups.reduce((sum, { jobs }) => sum + jobs.length, 0)
    return batch
  }

  return {
    stats,
    hasReady: () => ready.size > 0,
    add(job) {
      const lane = lanes.get(job.lane) ?? { name: job.lane, queue: [], busy: false }
      lanes.set(job.lane, lane)
      lane.queue.push(job)
      stats.waiting++
      if (!lane.busy) ready.add(lane)
    },
    take: () => (ready.size > 0 ? takeFrom(ready) : undefined),
    takeMore({ taken }) {
      if (ready.size > 0) return undefined
      const waiting = taken.filter(({ queue }) => queue.length > 0)
      const jobs = waiting.reduce((sum, { queue }) => sum + queue.length, 0)
      return jobs < limits.batch ? undefined : takeFrom(waiting)
    },
    release({ taken }, next) {
      for (const lane of taken) {
        if (next?.taken.includes(lane)) continue
        lane.busy = false
        if (lane.queue.length > 0) ready.add(lane)
        else lanes.delete(lane.name)
      }
    },
  }
}

/** As many of these lanes as fit. */
function cut(from: Iterable<Lane>, { batch, share }: Limits): Batch {
  const groups: Group[] = []
  const taken: Lane[] = []
  let cost = 0
  for (const lane of from) {
    if (cost >= share) break
    taken.push(lane)
    const part = group(lane.queue, batch - cost)
    groups.push(...part.groups)
    lane.queue = lane.queue.slice(part.taken)
    cost += part.cost
  }
  return { groups, taken, lanes: taken.map((it) => it.name) }
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
