import { createIds } from '@rostrum/shared/kernel/ids.ts'
import { createAnswers } from './answers.ts'
import { createTransactions } from './commit.ts'
import type { TransactionStats } from './commit.ts'
import type { Connection } from './db.ts'
import { createEdge } from './edge.ts'
import type { Answered, Run } from './edge.ts'
import type { Admit, Feature } from './feature.ts'
import type { Committed } from './job.ts'
import { createLanes } from './lanes.ts'
import type { Lanes } from './lanes.ts'
import { defaultLimits } from './limits.ts'
import type { Limits } from './limits.ts'
import { createRateLimiter } from './rate.ts'
import type { RateLimiter } from './rate.ts'
import { shareRates } from './sharedRates.ts'
import type { NodeWire } from './wire.ts'

export interface RunnerOptions {
  readonly features: readonly Feature[]
  readonly connections: readonly (() => Promise<Connection>)[]
  readonly admit: Admit
  readonly onCommit: (committed: readonly Committed[]) => void
  readonly onAnswered?: ((answered: Answered) => void) | undefined
  readonly onLost?: (lanes: readonly string[]) => void
  readonly log?: (message: string, error: unknown) => void
  readonly now?: () => Date
  readonly limits?: Partial<Limits>
  /** To the other nodes, with whom the limits are shared. */
  readonly nodes?: NodeWire | undefined
}

export interface Runner {
  /** One command, from wherever it comes, to its answer. */
  readonly run: Run
  /** What a person has done of late, over all nodes. */
  readonly rates: RateLimiter
  readonly stats: TransactionStats & Lanes['stats']
  stop(): Promise<void>
}

/** The edge, the lanes and the transaction, put together: all there is between a command and its acknowledgement. */
export function createRunner(options: RunnerOptions): Runner {
  const { features, admit, onCommit, onLost = () => {}, log = () => {} } = options
  const { now = () => new Date() } = options
  const newId = createIds(() => now().getTime())
  const limits = { ...defaultLimits, ...options.limits }
  const rates = shareRates(createRateLimiter(), options.nodes)
  const answers = createAnswers()
  const transactions = createTransactions({ answers, now, newId, onCommit, log, handlerMs: limits.handlerMs })
  const lanes = createLanes({
    limits,
    connections: options.connections,
    transact: transactions.transact,
    onLost,
    log,
  })
  return {
    rates,
    run: createEdge({
      features,
      onAnswered: options.onAnswered,
      admit,
      limits,
      rates,
      now,
      log,
      enqueue: lanes.add,
    }),
    get stats() {
      return { ...transactions.stats, ...lanes.stats }
    },
    async stop() {
      await lanes.stop()
      await answers.given()
      rates.stop()
    },
  }
}
