import type { Reaction } from '@rostrum/shared/features/presence/presence.contract.ts'
import { parseChannel } from '@rostrum/shared/kernel/channel.ts'
import type { ChannelId } from '@rostrum/shared/kernel/channel.ts'
import type { SessionId } from '@rostrum/shared/kernel/fields.ts'
import type { Db } from '#kernel/db.ts'
import * as store from './presence.store.ts'
import type { Spot, Tables } from './presence.store.ts'

/** Who is here on this node, and what they listen to. */
export type Audience = () => Iterable<readonly [person: string, channels: readonly ChannelId[]]>

export interface WatchOptions {
  readonly db: Db<Tables>
  readonly node: string
  readonly audience: Audience
  readonly signal: (channel: ChannelId, type: string, payload: unknown) => void
  readonly log: (message: string, error: unknown) => void
  readonly everyMs?: number
}

/** A count is told again this often even when it has not changed, for those who have just come with a second tab. */
const repeatEvery = 5
const sweepEvery = 5
const silentSeconds = 15

/** Looks at this node's audience again and again, writes what has changed, and tells each room how many there are in all. */
export function watchPresence(options: WatchOptions): () => Promise<void> {
  const { db, node, signal, log } = options
  let written = new Map<string, Spot>()
  let told = new Map<string, string>()
  let isEnrolled = false
  let round = 0

  async function look(): Promise<void> {
    const here = spotsOf(options.audience())
    if (!isEnrolled) {
      await store.enrol(db, node)
      written = new Map()
      isEnrolled = true
    }
    const came = [...here].flatMap(([key, spot]) => (written.has(key) ? [] : [spot]))
    const gone = [...written].flatMap(([key, spot]) => (here.has(key) ? [] : [spot]))
    isEnrolled = await store.move(db, node, { came, gone })
    written = here
    if (round % sweepEvery === 0) await store.sweep(db, silentSeconds)
    if (round++ % repeatEvery === 0) told = new Map()
    await tell([...new Set([...here.values()].map(([place]) => place))])
  }

  async function tell(places: readonly ChannelId[]): Promise<void> {
    const sessions = places.flatMap((id) => subjectOf(id, 'session')) as SessionId[]
    const [counts, totals] = await Promise.all([store.counts(db, places), store.totals(db, sessions)])
    for (const [place, people] of counts) {
      for (const session of subjectOf(place, 'session')) once(place, 'presence:counted', { session, people })
      for (const forum of subjectOf(place, 'forum')) once(place, 'presence:forumCounted', { forum, people })
    }
    for (const [session, rows] of totals) {
      const of = Object.fromEntries(rows.map((it): [Reaction, number] => [it.kind, it.total]))
      once(`session:${session}` as ChannelId, 'presence:reacted', { session, totals: of })
    }
  }

  function once(channel: ChannelId, type: string, payload: unknown): void {
    const text = JSON.stringify(payload)
    if (told.get(`${type} ${channel}`) === text) return
    told.set(`${type} ${channel}`, text)
    signal(channel, type, payload)
  }

  let running: Promise<void> | undefined
  const timer = setInterval(() => {
    running ??= look()
      .catch((error: unknown) => {
        isEnrolled = false // not knowing what was written, we write all of it again
        log('presence could not be counted', error)
      })
      .finally(() => (running = undefined))
  }, options.everyMs ?? 1_000)
  timer.unref()

  return async () => {
    clearInterval(timer)
    await running
    await store.leave(db, node).catch(() => {}) // else the others find out by its silence
  }
}

function subjectOf(id: ChannelId, kind: 'session' | 'forum'): string[] {
  const channel = parseChannel(id)
  return channel?.kind === kind ? [channel.subject] : []
}

function spotsOf(audience: ReturnType<Audience>): Map<string, Spot> {
  const spots = new Map<string, Spot>()
  for (const [person, channels] of audience)
    for (const place of channels) {
      const kind = parseChannel(place)?.kind
      if (kind === 'session' || kind === 'forum') spots.set(`${place} ${person}`, [place, person])
    }
  return spots
}
