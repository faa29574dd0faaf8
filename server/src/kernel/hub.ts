import type { ChannelId } from '@rostrum/shared/kernel/channel.ts'
import type { Position } from '@rostrum/shared/kernel/wire.ts'
import type { Member } from './fanout.ts'
import type { Committed } from './job.ts'
import { defaultLimits } from './limits.ts'
import type { Limits } from './limits.ts'
import { createLive, newHubStats } from './live.ts'
import type { After, HubStats, Live, LiveOptions } from './live.ts'
import { createPace } from './pace.ts'
import type { Source } from './source.ts'

export interface HubOptions {
  readonly source: Source
  readonly encode: (frame: string) => unknown
  /** The field by which an event or signal replaces the one before it, if it does. */
  readonly latest?: (type: string) => string | undefined
  readonly limits?: Partial<Limits>
  readonly onTold?: LiveOptions['onTold']
  readonly log?: (message: string, error: unknown) => void
}

/** Who hears what: the channels that somebody on this node listens to. It knows neither Socket.IO nor SQL. */
export interface Hub {
  accept(committed: readonly Committed[]): void
  /** News, or a suspicion, from elsewhere: read the log of these channels again. */
  suspect(channels: readonly string[]): void
  /** Tells those who are there now; of signals with the same type and key only the last in a tick. */
  signal(channel: ChannelId, type: string, payload: unknown, key?: string): void
  /** Answers with a frame: the events after `after`, or a snapshot. False: the member left meanwhile. */
  join(member: Member, channel: ChannelId, after?: After): Promise<boolean>
  leave(member: Member, channel: ChannelId): void
  leaveAll(member: Member): void
  /** The channels this member is in, or is about to be. */
  joined(member: Member): readonly ChannelId[]
  /** Where the member's channels stand, as far as it has been told. */
  positions(member: Member): Position[]
  active(): [channel: ChannelId, seq: number][]
  readonly stats: HubStats
  stop(): void
}

/** A channel nobody listens to is kept for those who come back soon. */
const forgetAfterMs = 60_000
const sweepMs = 5_000
const rejoinMs = 500

export function createHub(options: HubOptions): Hub {
  const { source, encode, latest = () => undefined, log = () => {} } = options
  const limits = { ...defaultLimits, ...options.limits }
  const stats = newHubStats()
  const joined = new WeakMap<Member, Set<ChannelId>>()
  const pace = createPace(limits)
  const joinedBy = (member: Member) => [...(joined.get(member) ?? [])]

  const channels = createChannels(
    { source, encode, latest, pace, limits, stats, onTold: options.onTold },
    (live) => {
      for (const member of live.members) void rejoin(member, live.id)
    },
  )

  async function join(member: Member, id: ChannelId, after?: After): Promise<boolean> {
    const mine = joined.get(member) ?? new Set()
    joined.set(member, mine.add(id))
    for (;;) {
      const it = channels.open(id)
      await it.ready
      if (!mine.has(id)) return false
      if (channels.get(id) !== it) continue
      if (it.admit(member, after)) return true
      await it.read()
    }
  }

  async function rejoin(member: Member, id: ChannelId): Promise<void> {
    while (joined.get(member)?.has(id)) {
      try {
        await join(member, id)
        return
      } catch (error) {
        log(`${id} could not be started anew`, error)
        await new Promise((resolve) => setTimeout(resolve, rejoinMs))
      }
    }
  }

  function leave(member: Member, id: ChannelId): void {
    joined.get(member)?.delete(id)
    channels.get(id)?.leave(member)
  }

  return {
    stats,
    join,
    leave,
    joined: joinedBy,
    accept: (committed) => committed.forEach((it) => channels.get(it.channel)?.hear(it)),
    suspect: (ids) => ids.forEach((id) => channels.get(id as ChannelId)?.suspect()),
    signal: (id, type, payload, key = '') => channels.get(id)?.signal(type, payload, key),
    leaveAll: (member) => joinedBy(member).forEach((id) => leave(member, id)),
    positions: (member) => joinedBy(member).flatMap((id) => present(channels.get(id)?.told(member))),
    active: () =>
      [...channels.values()].flatMap(({ id, top }) =>
        present(top()).map((seq) => [id, seq] as [ChannelId, number]),
      ),
    stop() {
      pace.stop()
      channels.stop()
    },
  }
}

/** The channels that are alive here: from the first listener on, until some time after the last. */
function createChannels(options: Omit<LiveOptions, 'onCut'>, restart: (live: Live) => void) {
  const channels = new Map<ChannelId, Live>()
  const liveOptions: LiveOptions = {
    ...options,
    onCut(live) {
      if (channels.get(live.id) !== live) return
      channels.delete(live.id)
      live.stop()
      restart(live)
    },
  }
  const sweep = setInterval(() => {
    const before = performance.now() - forgetAfterMs
    for (const { id, idleSince } of channels.values())
      if ((idleSince() ?? Infinity) < before) channels.delete(id)
  }, sweepMs)
  sweep.unref()

  return {
    get: (id: ChannelId) => channels.get(id),
    values: () => channels.values(),
    open(id: ChannelId): Live {
      const known = channels.get(id)
      if (known) return known
      const made = createLive(id, liveOptions)
      channels.set(id, made)
      made.ready.catch(() => channels.delete(id))
      return made
    },
    stop() {
      clearInterval(sweep)
      for (const it of channels.values()) it.stop()
      channels.clear()
    },
  }
}

const present = <T>(it: T | undefined): T[] => (it === undefined ? [] : [it])
