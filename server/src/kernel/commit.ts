import type { Position } from '@rostrum/shared/kernel/wire.ts'
import { spokenOf } from './answers.ts'
import type { Answers } from './answers.ts'
import { isTransient } from './batch.ts'
import type { Batch } from './batch.ts'
import { begin, end } from './begin.ts'
import type { BeginOptions, Begun, Way } from './begin.ts'
import type { Connection } from './db.ts'
import { refuse } from './job.ts'
import type { Committed, Job, Work } from './job.ts'
import * as log from './log.ts'

/*
 * Many commands, one transaction, one flush to disk. The order of locks is: lanes, rows of features, rows of channels,
 * rows of commands. Nobody waits for a lane while holding anything but lower lanes, and the channel rows are taken last,
 * all at once and sorted; so nothing can deadlock, whatever channels a handler tells.
 */

export interface TransactionOptions extends Omit<BeginOptions, 'giveUp' | 'isGivenUp'> {
  readonly onCommit: (committed: readonly Committed[]) => void
  readonly answers: Answers
}
export interface TransactionStats {
  transactions: number
  commands: number
  careful: number
}

export function createTransactions(options: TransactionOptions) {
  const { onCommit, answers } = options
  const stats: TransactionStats = { transactions: 0, commands: 0, careful: 0 }
  const ahead = new WeakMap<Connection, Begun>()
  const givenUp = new WeakSet<Job>()
  const start = (connection: Connection, work: Work, way: Way): Begun => {
    stats.transactions++
    if (way === 'careful') stats.careful++
    return begin({ ...options, isGivenUp: (job) => givenUp.has(job), giveUp }, connection, work, way)
  }

  function giveUp(jobs: readonly Job[]): void {
    for (const job of jobs) {
      givenUp.add(job)
      job.answer(refuse('unavailable'))
    }
  }

  async function transact(connection: Connection, work: Work, follow: () => Work | undefined): Promise<void> {
    try {
      let it = ahead.get(connection) ?? start(connection, work, 'eager')
      ahead.delete(connection)
      for (;;) {
        const way = await finish(connection, it, follow)
        if (!way) return
        await undo(connection)
        it = start(connection, work, way)
      }
    } catch (error) {
      await undo(connection).catch(() => {}) // the first error says why
      throw error
    }
  }

  /** Commits and answers; or says in which way to begin again, as all must be undone. */
  async function finish(
    connection: Connection,
    begun: Begun,
    follow: () => Work | undefined,
  ): Promise<Way | undefined> {
    const [repeated, batch] = await end(begun)
    if (begun.way === 'eager' && repeated.size > 0) return 'patient'
    if (!batch) return 'careful'
    const committing = commit(connection, batch, begun.at) // all of it is on its way: what is sent now comes after it
    const next = repeated.size === 0 ? follow() : undefined
    if (next) ahead.set(connection, start(connection, next, 'eager'))
    const tops = await committing
    if (!tops) return 'careful'
    stats.commands += doneIn(batch).length
    onCommit(committedBy(batch.events, tops))
    answers.give(batch.outcomes, tops)
    if (repeated.size > 0) answers.giveAgain(repeated, await positionsOf(connection, repeated.keys()))
    return undefined
  }

  /** Undoes what is open on this connection, once nobody is at work in it any more. */
  async function undo(connection: Connection): Promise<void> {
    const next = ahead.get(connection)
    ahead.delete(connection)
    if (next) await end(next).catch(() => {})
    if (!connection.lost) await connection.query('ROLLBACK')
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
