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
  let written: Here = new Map()
  let told = new Map<string, string>()
  let counted = new Map<ChannelId, number>()
  let isEnrolled = false
  let round = 0

  async function look(): Promise<void> {
    const here = peopleByPlace(options.audience())
    if (!isEnrolled) {
      await store.enrol(db, node)
      written = new Map()
      isEnrolled = true
    }
    isEnrolled = await store.move(db, node, { came: added(written, here), gone: added(here, written) })
    written = here
    if (round % sweepEvery === 0) await store.sweep(db, silentSeconds)
    if (round++ % repeatEvery === 0) {
      told = new Map()
      counted = new Map()
    }
    await tell([...here.keys()])
  }

  async function tell(places: readonly ChannelId[]): Promise<void> {
    const sessions = places.flatMap((id) => subjectOf(id, 'session')) as SessionId[]
    const [counts, totals] = await Promise.all([store.counts(db, places), store.totals(db, sessions)])
    for (const [place, people] of counts) {
      if (!isNews(people, counted.get(place))) continue
      counted.set(place, people)
      for (const session of subjectOf(place, 'session'))
        signal(place, 'presence:counted', { session, people })
      for (const forum of subjectOf(place, 'forum')) signal(place, 'presence:forumCounted', { forum, people })
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

/**
 * Of a change by less than one in fifty a room hears with the next repetition. Where thousands are, somebody comes or
 * goes every second, and all of them would be told every second.
 */
export const isNews = (people: number, told = 0): boolean => Math.abs(people - told) * 50 >= people

function subjectOf(id: ChannelId, kind: 'session' | 'forum'): string[] {
  const channel = parseChannel(id)
  return channel?.kind === kind ? [channel.subject] : []
}

/** Who is where. */
type Here = ReadonlyMap<ChannelId, ReadonlySet<string>>

/** A session as a whole, or a forum: where people are counted. */
const isPlace = (id: ChannelId): boolean => /^(session|forum):[^:]+$/.test(id)

function peopleByPlace(audience: ReturnType<Audience>): Here {
  const here = new Map<ChannelId, Set<string>>()
  for (const [person, channels] of audience)
    for (const place of channels) {
      if (!isPlace(place)) continue
      const people = here.get(place)
      if (people) people.add(person)
      else here.set(place, new Set([person]))
    }
  return here
}

/** Who is somewhere now and was not before. Every second over thousands of people: so nothing is made for those who stay. */
function added(before: Here, now: Here): Spot[] {
  const spots: Spot[] = []
  for (const [place, people] of now) {
    const known = before.get(place)
    for (const person of people) if (!known?.has(person)) spots.push([place, person])
  }
  return spots
}
