import { ForumRole, SessionRole } from '@rostrum/shared/kernel/actor.ts'
import type { Grants } from '@rostrum/shared/kernel/actor.ts'
import { createMetrics } from '#adapters/metrics/metrics.ts'
import type { Readings } from '#adapters/metrics/metrics.ts'
import type { Reader } from '#adapters/postgres/pool.ts'
import type { Answered } from '#kernel/edge.ts'
import type { Feature } from '#kernel/feature.ts'
import type { Node } from '#kernel/node.ts'
import type { Sockets } from '#kernel/sockets.ts'
import { lastBackup } from '../nightly/last.ts'
import type { AppOptions } from './options.ts'

interface Watched extends Pick<Readings, 'parts'> {
  readonly node: Node
  readonly sockets: Sockets
  readonly reader: Reader
}

const noStop = async () => {}

/** What is counted, and told to whoever watches, where a port for it was given. */
export function createWatching(at: AppOptions['metrics'], features: readonly Feature[]) {
  const metrics = at && createMetrics(features.map((it) => it.contract.feature))
  let stop = noStop
  return {
    answered: ({ envelope, ack, tookMs }: Answered) =>
      metrics?.answered(envelope.type, ack.ok ? (ack.dup ? 'dup' : 'ok') : ack.code, tookMs),
    onTold: metrics?.told,
    /** Returns the port. */
    async start(it: Watched): Promise<number | undefined> {
      const serving = at && metrics && (await metrics.serve(readingsOf(it), at))
      stop = serving?.stop ?? noStop
      return serving?.port
    },
    stop: () => stop(),
  }
}

function readingsOf(it: Watched): Readings {
  const { hub, runner } = it.node
  return {
    *roles() {
      for (const { grants } of it.sockets.actors()) yield roleOf(grants)
    },
    channels: () => hub.active().length,
    queue: () => runner.stats.waiting,
    pool: it.reader.stats,
    parts: it.parts,
    lastBackup: () => lastBackup(it.reader.db).catch(() => undefined), // then `parts` says what is wrong
    counts: {
      rostrum_transactions_total: () => runner.stats.transactions,
      rostrum_commands_committed_total: () => runner.stats.commands,
      rostrum_batch_retries_total: () => runner.stats.retries,
      rostrum_frames_total: () => hub.stats.frames,
      rostrum_deliveries_total: () => hub.stats.delivered,
      rostrum_resumed_total: () => hub.stats.resumed,
      rostrum_snapshots_total: () => hub.stats.snapshots,
      rostrum_dropped_slow_total: () => it.sockets.stats.slow,
      rostrum_handshakes_refused_total: () => it.sockets.stats.refused,
    },
  }
}

/** The first of these that somebody is anywhere: whoever runs something before whoever speaks before whoever listens. */
const order = [...ForumRole.options.slice(0, 2), ...SessionRole.options, ...ForumRole.options.slice(2)]

function roleOf({ forums, sessions }: Grants): string {
  const held = new Set<string>([...Object.values(forums), ...Object.values(sessions)].flat())
  return order.find((it) => held.has(it)) ?? 'none'
}
