import type { Connection } from './db.ts'

export interface Readers {
  /** One REPEATABLE READ, READ ONLY transaction: all it reads is of one moment. */
  read<T>(task: (connection: Connection) => Promise<T>): Promise<T>
  /** One statement on its own. */
  write<T>(task: (connection: Connection) => Promise<T>): Promise<T>
  stop(): Promise<void>
}

/** A few connections, each opened when first needed and again when it was lost. */
export function createReaders(connect: () => Promise<Connection>, size: number): Readers {
  const all = new Set<Connection>()
  const free: Connection[] = []
  const waiting: (() => void)[] = []
  let busy = 0

  async function take(): Promise<Connection> {
    if (busy < size) busy++
    else await new Promise<void>((resolve) => waiting.push(resolve)) // a place is handed over
    const kept = free.pop()
    if (kept && !kept.lost) return kept
    if (kept) all.delete(kept)
    try {
      const made = await connect()
      all.add(made)
      return made
    } catch (error) {
      release(undefined)
      throw error
    }
  }

  function release(it: Connection | undefined): void {
    if (it) free.push(it)
    const next = waiting.shift()
    if (next) next()
    else busy--
  }

  const write: Readers['write'] = async (task) => {
    const it = await take()
    try {
      return await task(it)
    } finally {
      release(it)
    }
  }

  return {
    write,
    read: (task) =>
      write(async (it) => {
        const begun = it.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY')
        try {
          const result = await task(it)
          await Promise.all([begun, it.query('COMMIT')])
          return result
        } catch (error) {
          await it.query('ROLLBACK').catch(() => {})
          throw error
        }
      }),
    async stop() {
      await Promise.allSettled([...all].map((it) => it.close()))
    },
  }
}
