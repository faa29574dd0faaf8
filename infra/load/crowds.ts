import { fork } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import type { Acks, CrowdFigures, Entered, Order } from './crowd.ts'
import { merge } from './histogram.ts'

/** All participants together, spread over a few worker processes. */
export interface Crowds {
  enter(options: { ports: readonly number[]; people: number; channels: readonly string[] }): Promise<Entered>
  each(order: Omit<Extract<Order, { do: 'each' }>, 'do'>): Promise<Acks>
  /** From now on whoever is cut off comes back; answers when all are there again. */
  comeBack(): Promise<Entered>
  stall(count: number): Promise<void>
  reset(): Promise<void>
  figures(channel: string): Promise<CrowdFigures>
  leave(): Promise<void>
}

export function createCrowds(workers: number): Crowds {
  const crowds = Array.from({ length: workers }, () => fork(new URL('crowd.ts', import.meta.url)))
  const all = <T>(orderOf: (index: number) => Order) =>
    Promise.all(crowds.map((it, index) => tell<T>(it, orderOf(index))))
  const slowest = (entered: readonly Entered[]): Entered => ({
    ms: Math.max(...entered.map((it) => it.ms)),
    connected: sum(entered.map((it) => it.connected)),
  })

  return {
    async enter({ ports, people, channels }) {
      const from = (index: number) => Math.floor((people * index) / workers)
      return slowest(
        await all<Entered>((i) => ({ do: 'enter', ports, from: from(i), to: from(i + 1), channels })),
      )
    },
    async each(order) {
      const acks = await all<Acks>(() => ({ do: 'each', ...order }))
      return { latency: merge(acks.map((it) => it.latency)), codes: addUp(acks.map((it) => it.codes)) }
    },
    comeBack: async () => slowest(await all<Entered>(() => ({ do: 'come-back' }))),
    stall: async (count) => void (await all(() => ({ do: 'stall', count: Math.ceil(count / workers) }))),
    reset: async () => void (await all(() => ({ do: 'reset' }))),
    async figures(channel) {
      const parts = await all<CrowdFigures>(() => ({ do: 'figures', channel }))
      return {
        delivery: merge(parts.map((it) => it.delivery)),
        gaps: sum(parts.map((it) => it.gaps)),
        connected: sum(parts.map((it) => it.connected)),
        places: addUp(parts.map((it) => it.places)),
      }
    },
    async leave() {
      await all(() => ({ do: 'leave' }))
      for (const it of crowds) it.disconnect()
    },
  }
}

async function tell<T>(crowd: ChildProcess, order: Order): Promise<T> {
  const answered = once(crowd, 'message')
  crowd.send(order)
  const [{ answer, error }] = (await answered) as [{ answer?: T; error?: string }]
  if (error !== undefined || answer === undefined) throw new Error(error ?? 'no answer')
  return answer
}

const sum = (list: readonly number[]) => list.reduce((total, it) => total + it, 0)

function addUp(records: readonly Readonly<Record<string, number>>[]): Record<string, number> {
  const total: Record<string, number> = {}
  for (const it of records) for (const [key, n] of Object.entries(it)) total[key] = (total[key] ?? 0) + n
  return total
}
