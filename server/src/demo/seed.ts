import fs from 'node:fs'
import type { SessionKind } from '@rostrum/shared/features/programme/programme.contract.ts'
import type { ForumRole } from '@rostrum/shared/kernel/actor.ts'
import type { SessionId, Texts } from '@rostrum/shared/kernel/fields.ts'
import { addDays, dayIn, instantAt, minutesIn } from '@rostrum/shared/kernel/zones.ts'

/*
 * The demo forum as written in the JSON files beside. Its ids are words, so that they can be said and looked up; nothing
 * else on the platform has such ids. Every person and organisation in it is invented.
 */

export interface SeedPerson {
  readonly id: string
  /** The four accounts a newcomer signs in with have an address of a word; the others one made of their id. */
  readonly email?: string
  readonly name: string
  readonly organisation: string | null
  readonly country: string
  readonly group: string
  readonly language: string
  readonly zone: string
  readonly listed: boolean
  readonly forum?: ForumRole
}

interface SeedSession {
  readonly id: SessionId
  /** 1 to 5; the third day is the day of the start. */
  readonly day: number
  /** Minutes after that time of day at which the demo was started. */
  readonly at: number
  readonly minutes: number
  readonly place: string
  readonly track: string
  readonly kind: SessionKind
  readonly language: string
  readonly title: Texts
  readonly abstract: Texts
  readonly people: {
    readonly chair: string
    readonly moderator?: string
    readonly panellists: readonly string[]
  }
}

interface SeedForum {
  readonly forum: {
    readonly id: string
    readonly slug: string
    readonly name: Texts
    readonly subtitle: Texts
    readonly timeZone: string
    readonly languages: readonly string[]
  }
  readonly tracks: readonly { readonly id: string; readonly hue: number; readonly name: Texts }[]
  readonly places: readonly { readonly id: string; readonly kind: string; readonly name: Texts }[]
}

const read = (name: string): unknown => JSON.parse(fs.readFileSync(new URL(name, import.meta.url), 'utf8'))
export const seedForum = read('forum.json') as SeedForum
export const seedPeople = read('people.json') as readonly SeedPerson[]
export const seedSessions = read('sessions.json') as readonly SeedSession[]

const stepMinutes = 15
const todayIs = 3
const dayCount = 5

/**
 * The demo's days around a moment: it is always the third of five, with sessions just over, running, and to come. Each
 * day turns around the same time on the forum's wall clock, whatever its clocks do in between.
 */
export function datesAround(now: Date) {
  const { timeZone } = seedForum.forum
  const today = dayIn(timeZone, now.getTime())
  const minutes = minutesIn(timeZone, now.getTime())
  const anchor = minutes - (minutes % stepMinutes)
  return {
    first: addDays(today, 1 - todayIs),
    last: addDays(today, dayCount - todayIs),
    sessions: seedSessions.map((it) => {
      const start = instantAt(timeZone, addDays(today, it.day - todayIs), anchor) + it.at * 60_000
      return { id: it.id, starts_at: new Date(start), ends_at: new Date(start + it.minutes * 60_000) }
    }),
  }
}
