import { runBoldly, runCarefully } from './batch.ts'
import type { Batch, BatchOptions } from './batch.ts'
import type { Connection } from './db.ts'
import type { Group, Job, Work } from './job.ts'
import * as log from './log.ts'

/**
 * `eager`: the handlers run before it is heard which commands were done before. Seldom was any; then all is undone.
 * `patient`: without those that were done before. `careful`: so, and each in a savepoint, as one of them writes and fails.
 */
export type Way = 'eager' | 'patient' | 'careful'

/** A transaction under way. */
export interface Begun {
  readonly way: Way
  readonly at: Date
  /** Those of its commands that had been done before, once it has its lanes. */
  readonly repeated: Promise<Repeated>
  readonly batch: Promise<Batch | undefined>
}

/** Commands that had been done before, with what came of them then. */
export type Repeated = ReadonlyMap<Job, log.Done>

export interface BeginOptions extends Omit<BatchOptions, 'opened'> {
  readonly now: () => Date
  /** Such were answered already, and must not run again. */
  readonly isGivenUp: (job: Job) => boolean
}

/** Sends at once what opens a transaction and what its handlers ask. */
export function begin(options: BeginOptions, connection: Connection, work: Work, way: Way): Begun {
  const { isGivenUp } = options
  const jobs = work.groups.flatMap((it) => it.jobs).filter((job) => !isGivenUp(job))
  const at = options.now()
  const repeated = log.open(connection, work.lanes, jobs).then((done) => repeatedOf(jobs, done))
  const run = way === 'careful' ? runCarefully : runBoldly
  const runWithout = (some: Repeated) => {
    const groups = only(work.groups, (job) => !some.has(job) && !isGivenUp(job))
    return run({ ...options, opened: repeated }, connection, groups, at)
  }
  const batch = way === 'eager' ? runWithout(new Map()) : repeated.then(runWithout)
  for (const it of [repeated, batch]) it.catch(() => {}) // whoever waits for it hears it fail
  return { way, at, repeated, batch }
}

/** What has been found and done, when nobody is at work in it any more. Of errors, the first says why. */
export async function end({ repeated, batch }: Begun): Promise<[Repeated, Batch | undefined]> {
  await Promise.allSettled([repeated, batch])
  return Promise.all([repeated, batch])
}

/** Those of these commands that had been done before. */
function repeatedOf(jobs: readonly Job[], done: readonly log.Done[]): Repeated {
  const known = new Map(done.map((it) => [`${it.actor} ${it.id}`, it]))
  const repeated = new Map<Job, log.Done>()
  if (known.size === 0) return repeated
  for (const job of jobs) {
    const before = known.get(`${job.actor.id} ${job.id}`)
    if (before) repeated.set(job, before)
  }
  return repeated
}

const only = (groups: readonly Group[], wanted: (job: Job) => boolean): readonly Group[] =>
  groups
    .map(({ command, jobs }) => ({ command, jobs: jobs.filter(wanted) }))
    .filter(({ jobs }) => jobs.length > 0)
