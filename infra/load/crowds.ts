import { fork } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import type { Acks, CrowdFigures, Entered, Order } from './crowd.ts'
import { merge } from './histogram.ts'

/** All participants together, spread over a few worker processes. */
export interface Crowds {
  enter(options: { ports: readonly number[]; people: number; channels: readonly string[] }): Promise<Entered>
  each(order: Omit<Extract<Order, { do: 'each' }>, 'do'>): Promise<Acks>
  /** One of the worker processes makes a participant, or many in turn, speak at a steady pace. */
  speak(order: Omit<Extract<Order, { do: 'speak' }>, 'do'>): Promise<Acks>
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
    speak: (order) => {
      const [first] = crowds
      if (!first) throw new Error('no crowd')
      return tell<Acks>(first, { do: 'speak', ...order })
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

const sum = (list: readonly number[]) => list.reduce((total, it) => total + it, 0)

function addUp(records: readonly Readonly<Record<string, number>>[]): Record<string, number> {
  const total: Record<string, number> = {}
  for (const it of records) for (const [key, n] of Object.entries(it)) total[key] = (total[key] ?? 0) + n
  return total
}
