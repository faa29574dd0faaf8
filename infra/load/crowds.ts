import type { ChildProcess } from 'node:child_process'
import type { CrowdFigures, Entered, Order } from './crowd.ts'
import { deeds } from './day.ts'
import type { Day, DayAcks } from './day.ts'
import { merge } from './histogram.ts'
import type { Histogram } from './histogram.ts'
import { signInCookie } from '@rostrum/server/features/people/sign-in.service.ts'
import { launch } from './launch.ts'
import type { Acks } from './seat.ts'

export interface Entering {
  readonly ports: readonly number[]
  readonly people: number
  /** `{me}` stands for the person, `{hall}` for the session they are in. */
  readonly channels: readonly string[]
  /** The number of the first of them; 0 unless said. */
  readonly first?: number
  readonly halls?: number
  readonly server?: 'ours' | 'by hand'
}

/** All participants together, spread over a few worker processes. */
export interface Crowds {
  enter(options: Entering): Promise<Entered>
  each(order: Omit<Extract<Order, { do: 'each' }>, 'do'>): Promise<Acks>
  /** One of the worker processes makes a participant, or many in turn, speak at a steady pace. */
  speak(order: Omit<Extract<Order, { do: 'speak' }>, 'do'>): Promise<Acks>
  /** Everybody in a closed loop, with a vote and a note in turn. */
  loop(order: Omit<Extract<Order, { do: 'loop' }>, 'do'>): Promise<Acks>
  /** People move between the halls, speak, ask, vote and react there. */
  day(day: Day): Promise<DayAcks>
  /** From now on whoever is cut off comes back; answers when all are there again. */
  comeBack(): Promise<Entered>
  /** From now on: who has heard this text; `heard` gives how long after an instant, for all who have so far. */
  hark(text: string): Promise<void>
  heard(since: number): Promise<Histogram>
  stall(count: number): Promise<void>
  /** Those who had stopped reading read on. */
  wake(): Promise<void>
  reset(): Promise<void>
  /** `said`: how far each channel has come, where it matters who has heard all of it. */
  figures(channel: string, said?: Readonly<Record<string, number>>): Promise<CrowdFigures>
  leave(): Promise<void>
}

/** As many processes as so many people need, up to `most`: none has more to do than it can. */
export const createCrowdsFor = (people: number, most: number): Crowds =>
  createCrowds(Math.min(most, Math.ceil(people / 1_000)))

export function createCrowds(workers: number): Crowds {
  const crowds = Array.from({ length: workers }, () => launch(new URL('crowd.ts', import.meta.url)))
  const all = <T>(orderOf: (index: number) => Order) =>
    Promise.all(crowds.map((it, index) => tell<T>(it, orderOf(index))))
  const slowest = (entered: readonly Entered[]): Entered => ({
    ms: Math.max(...entered.map((it) => it.ms)),
    connected: sum(entered.map((it) => it.connected)),
    refused: sum(entered.map((it) => it.refused)),
  })

  return {
    async enter({ people, first = 0, halls = 0, server = 'ours', ...where }) {
      const from = (index: number) => first + Math.floor((people * index) / workers)
      return slowest(
        await all<Entered>((i) => ({
          do: 'enter',
          from: from(i),
          to: from(i + 1),
          halls,
          server,
          cookieName: signInCookie,
          ...where,
        })),
      )
    },
    each: async (order) => together(await all<Acks>(() => ({ do: 'each', ...order }))),
    loop: async (order) => together(await all<Acks>(() => ({ do: 'loop', ...order }))),
    async day({ perSecond, ...day }) {
      const share = Object.fromEntries(deeds.map((it) => [it, perSecond[it] / workers])) as Day['perSecond']
      const acks = await all<DayAcks>(() => ({ do: 'day', day: { ...day, perSecond: share } }))
      return Object.fromEntries(
        deeds.map((it) => [it, together(acks.map((of) => of[it]))]),
      ) as unknown as DayAcks
    },
    speak: (order) => {
      const [first] = crowds
      if (!first) throw new Error('no crowd')
      return tell<Acks>(first, { do: 'speak', ...order })
    },
    comeBack: async () => slowest(await all<Entered>(() => ({ do: 'come-back' }))),
    hark: async (text) => void (await all(() => ({ do: 'hark', text }))),
    heard: async (since) => merge(await all<Histogram>(() => ({ do: 'heard', since }))),
    stall: async (count) => void (await all(() => ({ do: 'stall', count: Math.ceil(count / workers) }))),
    wake: async () => void (await all(() => ({ do: 'wake' }))),
    reset: async () => void (await all(() => ({ do: 'reset' }))),
    async figures(channel, said = {}) {
      const parts = await all<CrowdFigures>(() => ({ do: 'figures', channel, said }))
      return {
        delivery: merge(parts.map((it) => it.delivery)),
        gaps: sum(parts.map((it) => it.gaps)),
        connected: sum(parts.map((it) => it.connected)),
        returns: sum(parts.map((it) => it.returns)),
        behind: sum(parts.map((it) => it.behind)),
        places: addUp(parts.map((it) => it.places)),
      }
    },
    async leave() {
      await all(() => ({ do: 'leave' }))
      for (const it of crowds) it.disconnect()
    },
  }
}

let orders = 0

/** Several orders may be under way in one worker (to speak, and to be cut off meanwhile): answers carry a number. */
function tell<T>(crowd: ChildProcess, order: Order): Promise<T> {
  const id = ++orders
  return new Promise((resolve, reject) => {
    const hear = (message: { id: number; answer?: T; error?: string }) => {
      if (message.id !== id) return
      crowd.off('message', hear)
      if (message.answer === undefined) reject(new Error(message.error ?? 'no answer'))
      else resolve(message.answer)
    }
    crowd.on('message', hear)
    crowd.send({ id, order })
  })
}

/** What several have measured, as one. */
export const together = (acks: readonly Acks[]): Acks => ({
  latency: merge(acks.map((it) => it.latency)),
  codes: addUp(acks.map((it) => it.codes)),
})

const sum = (list: readonly number[]) => list.reduce((total, it) => total + it, 0)

function addUp(records: readonly Readonly<Record<string, number>>[]): Record<string, number> {
  const total: Record<string, number> = {}
  for (const it of records) for (const [key, n] of Object.entries(it)) total[key] = (total[key] ?? 0) + n
  return total
}
