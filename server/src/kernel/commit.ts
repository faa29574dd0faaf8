import type { ChannelId } from '@rostrum/shared/kernel/channel.ts'
import type { Position } from '@rostrum/shared/kernel/wire.ts'
import { isTransient, runBoldly, runCarefully } from './batch.ts'
import type { Batch, BatchOptions } from './batch.ts'
import type { Outcome } from './call.ts'
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
}
export interface TransactionStats {
  transactions: number
  commands: number
  careful: number
}

type Known = ReadonlyMap<string, log.Done>

const keyOf = (job: Job) => `${job.actor.id} ${job.id}`

export function createTransactions(options: TransactionOptions) {
  const { now, onCommit } = options
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
    const at = now()
    const batch = await how.run(
      batchOptions,
      connection,
      only(groups, (job) => !known.has(keyOf(job)) && !givenUp.has(job)),
      at,
    )
    if (!batch) {
      await connection.query('ROLLBACK')
      return false
    }
    const tops = await commit(connection, batch, at)
    if (!tops) return false
    stats.commands += doneIn(batch).length
    onCommit(committedBy(batch.events, tops))
    answer(batch.outcomes, tops)
    await answerKnown(connection, jobs, known)
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

/* ── answers: an author's may speak of the lane's own channel and of the author's ──────────────────── */

const spokenOf = (job: Job) => [job.lane as ChannelId, `person:${job.actor.id}` as ChannelId]

const positionsFor = (job: Job, top: ReadonlyMap<string, Position>, told?: ReadonlySet<string>) =>
  spokenOf(job).flatMap((id) => {
    const position = told && !told.has(id) ? undefined : top.get(id)
    return position ? [position] : []
  })

function answer(outcomes: readonly Outcome[], tops: readonly Position[]): void {
  const top = new Map<string, Position>(tops.map((it) => [it[0], it]))
  for (const it of outcomes) {
    if ('failure' in it) it.job.answer(refuse(it.failure.code, { state: it.failure.state }))
    else
      it.job.answer({
        ok: true,
        output: JSON.parse(it.output) as unknown,
        at: positionsFor(it.job, top, it.channels),
      })
  }
}

/** Those who had been answered before are answered the same again, unless they say something else under the same id. */
async function answerKnown(connection: Connection, jobs: readonly Job[], known: Known): Promise<void> {
  const repeated = jobs.flatMap((job) => {
    const before = known.get(keyOf(job))
    return before ? [{ job, before }] : []
  })
  if (repeated.length === 0) return
  const channels = new Set(repeated.flatMap(({ job }) => spokenOf(job)))
  const top = new Map<string, Position>(
    (await log.positions(connection, [...channels])).map((it) => [it[0], it]),
  )
  for (const { job, before } of repeated)
    job.answer(
      before.hash === job.hash
        ? { ok: true, output: JSON.parse(before.output) as unknown, at: positionsFor(job, top), dup: true }
        : refuse('id_reused'),
    )
}
