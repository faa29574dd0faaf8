import { Failure } from '@rostrum/shared/kernel/failure.ts'
import { createCall } from './call.ts'
import type { Call, CallOptions, Outcome } from './call.ts'
import type { Connection } from './db.ts'
import type { Group } from './job.ts'
import type { Event } from './log.ts'

/* Two ways through the handlers of one transaction. */

export interface BatchOptions extends CallOptions {
  readonly log: (message: string, error: unknown) => void
}

/** What the groups of one transaction have come to, so far. */
export interface Batch {
  readonly outcomes: Outcome[]
  readonly events: Event[]
  readonly writes: Promise<unknown>[]
  /** The first write that failed. */
  error: unknown
}
const newBatch = (): Batch => ({ outcomes: [], events: [], writes: [], error: undefined })

/** No savepoints, no waiting for writes. */
export async function runBoldly(
  options: BatchOptions,
  connection: Connection,
  groups: readonly Group[],
  at: Date,
): Promise<Batch | undefined> {
  const batch = newBatch()
  for (const group of groups) {
    const call = createCall(options, connection, group, at)
    try {
      merge(batch, call, await call.run())
    } catch (error) {
      if (!(error instanceof Failure) || call.wrote()) {
        connection.writes.send()
        await Promise.all([...batch.writes, ...call.writes])
        if (call.isOverdue()) throw error
        return undefined
      }
      refuseAll(batch, group, error)
    }
  }
  return batch
}

/** Every group in a savepoint of its own, every write waited for; a set that breaks is taken apart. */
export async function runCarefully(
  options: BatchOptions,
  connection: Connection,
  groups: readonly Group[],
  at: Date,
): Promise<Batch> {
  const batch = newBatch()
  const todo = [...groups]
  for (let group = todo.shift(); group; group = todo.shift()) {
    const call = createCall(options, connection, group, at)
    await connection.query('SAVEPOINT command')
    try {
      const outcomes = await call.run()
      connection.writes.send()
      await Promise.all(call.writes)
      if (call.error() !== undefined) throw call.error()
      await connection.query('RELEASE SAVEPOINT command')
      merge(batch, call, outcomes)
    } catch (error) {
      if (connection.lost || call.isOverdue()) throw error
      await connection.query('ROLLBACK TO SAVEPOINT command; RELEASE SAVEPOINT command')
      if (error instanceof Failure) refuseAll(batch, group, error)
      else if (isTransient(error)) throw error
      else if (group.jobs.length > 1) todo.unshift(...apart(group))
      else {
        options.log(`${group.command.type} broke`, error)
        refuseAll(batch, group, new Failure('unavailable'))
      }
    }
  }
  return batch
}

const apart = ({ command, jobs }: Group): Group[] => jobs.map((job) => ({ command, jobs: [job] }))

function merge(batch: Batch, call: Call, outcomes: readonly Outcome[]): void {
  for (const it of outcomes) batch.outcomes.push(it)
  for (const it of call.events) batch.events.push(it)
  for (const it of call.writes)
    batch.writes.push(
      it.then(() => {
        batch.error ??= call.error()
      }),
    )
}

function refuseAll(batch: Batch, group: Group, failure: Failure): void {
  for (const job of group.jobs) batch.outcomes.push({ job, failure })
}

/** Errors that say nothing about the command: the batch as a whole may be run again. */
export function isTransient(error: unknown): boolean {
  const code = (error as { code?: string } | null)?.code ?? ''
  return ['40001', '40P01', '55P03'].includes(code) || code.startsWith('08') || code.startsWith('57')
}
