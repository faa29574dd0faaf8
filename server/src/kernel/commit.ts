import type { Position } from '@rostrum/shared/kernel/wire.ts'
import { spokenOf } from './answers.ts'
import type { Answers } from './answers.ts'
import { isTransient, runBoldly, runCarefully } from './batch.ts'
import type { Batch, BatchOptions } from './batch.ts'
import type { Connection } from './db.ts'
import { refuse } from './job.ts'
import type { Committed, Group, Job } from './job.ts'
import * as log from './log.ts'

/*
 * Many commands, one transaction, one flush to disk. The order of locks is: lanes, rows of features, rows of channels,
 * rows of commands. Nobody waits for a lane while holding anything but lower lanes, and the channel rows are taken last,
 * all at once and sorted; so nothing can deadlock, whatever channels a handler tells.
 */

export interface TransactionOptions extends Omit<BatchOptions, 'giveUp'> {
  readonly now: () => Date
  readonly onCommit: (committed: readonly Committed[]) => void
  readonly answers: Answers
}
export interface TransactionStats {
  transactions: number
  commands: number
  careful: number
}

type Known = ReadonlyMap<string, log.Done>

/** Those of these commands that had been done before. */
function repeatedOf(jobs: readonly Job[], known: Known): ReadonlyMap<Job, log.Done> {
  const repeated = new Map<Job, log.Done>()
  if (known.size === 0) return repeated
  for (const job of jobs) {
    const before = known.get(`${job.actor.id} ${job.id}`)
    if (before) repeated.set(job, before)
  }
  return repeated
}

export function createTransactions(options: TransactionOptions) {
  const { now, onCommit, answers } = options
  const stats: TransactionStats = { transactions: 0, commands: 0, careful: 0 }
  const givenUp = new WeakSet<Job>()
  const batchOptions: BatchOptions = {
    ...options,
    giveUp(jobs) {
      for (const job of jobs) {
        givenUp.add(job)
        job.answer(refuse('unavailable'))
      }
    },
  }

  /** First boldly; only if somebody wrote and then failed, once more with care. */
  async function transact(
    connection: Connection,
    groups: readonly Group[],
    lanes: readonly string[],
  ): Promise<void> {
    if (await attempt(connection, groups, { lanes, run: runBoldly })) return
    stats.careful++
    await attempt(connection, groups, { lanes, run: runCarefully })
  }

  /** False when all was undone because one command would have to be undone alone. */
  async function attempt(
    connection: Connection,
    groups: readonly Group[],
    how: { readonly lanes: readonly string[]; readonly run: typeof runBoldly },
  ): Promise<boolean> {
    stats.transactions++
    const jobs = groups.flatMap((it) => it.jobs).filter((job) => !givenUp.has(job))
    const ids = jobs.map((job) => ({ actor: job.actor.id, id: job.id }))
    const known: Known = new Map(
      (await log.open(connection, how.lanes, ids)).map((it) => [`${it.actor} ${it.id}`, it]),
    )
    const repeated = repeatedOf(jobs, known)
    const todo = only(groups, (job) => !repeated.has(job) && !givenUp.has(job))
    const at = now()
    const batch = await how.run(batchOptions, connection, todo, at)
    if (!batch) {
      await connection.query('ROLLBACK')
      return false
    }
    const tops = await commit(connection, batch, at)
    if (!tops) return false
    stats.commands += doneIn(batch).length
    onCommit(committedBy(batch.events, tops))
    answers.give(batch.outcomes, tops)
    if (repeated.size > 0) answers.giveAgain(repeated, await positionsOf(connection, repeated.keys()))
    return true
  }

  return { transact, stats }
}

/** Undefined: a write that nobody waited for has failed, and with it the transaction. */
async function commit(
  connection: Connection,
  batch: Batch,
  at: Date,
): Promise<readonly Position[] | undefined> {
  const done = doneIn(batch)
  try {
    if (done.length === 0 && batch.writes.length === 0) {
      await connection.query('COMMIT')
      return []
    }
    return await log.close(connection, batch.events, done, at)
  } catch (error) {
    // In a pipeline all that follows an error fails with it: it is the first that says why.
    await Promise.all(batch.writes)
    if (batch.error !== undefined && !isTransient(batch.error)) return undefined
    throw error
  }
}

const doneIn = ({ outcomes }: Batch): log.Done[] =>
  outcomes.flatMap((it) =>
    'failure' in it ? [] : [{ actor: it.job.actor.id, id: it.job.id, hash: it.job.hash, output: it.output }],
  )

const only = (groups: readonly Group[], wanted: (job: Job) => boolean): readonly Group[] =>
  groups
    .map(({ command, jobs }) => ({ command, jobs: jobs.filter(wanted) }))
    .filter(({ jobs }) => jobs.length > 0)

function committedBy(events: readonly log.Event[], tops: readonly Position[]): Committed[] {
  const byChannel = Map.groupBy(events, (it) => it.channel)
  return tops.map(([channel, epoch, seq]) => {
    const told = byChannel.get(channel) ?? []
    return { channel, epoch, from: seq - told.length + 1, events: told }
  })
}

/** Where the channels stand that those who asked before are told of. */
const positionsOf = (connection: Connection, jobs: Iterable<Job>): Promise<readonly Position[]> =>
  log.positions(connection, [...new Set([...jobs].flatMap(spokenOf))])
