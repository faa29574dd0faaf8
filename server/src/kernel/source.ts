import { parseChannel } from '@rostrum/shared/kernel/channel.ts'
import type { Connection } from './db.ts'
import type { Feature } from './feature.ts'
import type { Source } from './hub.ts'
import * as log from './log.ts'

/** Reads for the hub. Each is one REPEATABLE READ transaction, so a snapshot and its seq are of the same moment. */
export function createSource(
  features: readonly Feature[],
  connect: () => Promise<Connection>,
  size = 2,
): Source {
  const free: Connection[] = []
  const waiting: ((it: Connection) => void)[] = []
  let made = 0

  async function use<T>(task: (connection: Connection) => Promise<T>): Promise<T> {
    let it = free.pop()
    if (!it) {
      if (made < size) {
        made++
        it = await connect().catch((error) => {
          made--
          throw error
        })
      } else it = await new Promise<Connection>((resolve) => waiting.push(resolve))
    }
    try {
      if (it.lost) it = await connect()
      return await task(it)
    } finally {
      const next = waiting.shift()
      if (next) next(it)
      else free.push(it)
    }
  }
  const read = <T>(task: (connection: Connection) => Promise<T>): Promise<T> =>
    use(async (it) => {
      const begun = it.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY')
      try {
        const result = await task(it)
        await Promise.all([begun, it.query('COMMIT')])
        return result
      } catch (error) {
        await it.query('ROLLBACK').catch(() => {})
        throw error
      }
    })

  /** Where a channel stands; makes the row on first sight, so that its epoch is fixed before anybody hears it. */
  async function position(connection: Connection, id: string) {
    const [it] = await log.positions(connection, [id])
    return it ? { epoch: it[1], seq: it[2] } : undefined
  }
  /** Not in a REPEATABLE READ transaction: there, DO NOTHING fails when another has just inserted the row. */
  const ensure = (id: string) =>
    use((it) => it.query('INSERT INTO channels (id, seq) VALUES ($1, 0) ON CONFLICT DO NOTHING', [id]))

  return {
    async load(id) {
      for (;;) {
        const found = await read(async (connection) => {
          const [at, events] = await Promise.all([position(connection, id), log.read(connection, id, 0, 500)])
          return at && { ...at, events }
        })
        if (found) return found
        await ensure(id)
      }
    },
    since: (id, after) =>
      read(async (connection) => {
        const [at, events] = await Promise.all([
          position(connection, id),
          log.read(connection, id, after, 501),
        ])
        return { epoch: at?.epoch ?? '', events }
      }),
    snapshot: (id) =>
      read(async (connection) => {
        const { kind, subject } = parseChannel(id)!
        const parts = features.filter((it) => it.snapshots[kind])
        const [at, ...slices] = await Promise.all([
          position(connection, id),
          ...parts.map(async (it) => {
            const read = it.snapshots[kind]!
            return kind === 'person'
              ? ((await read(connection.db, [subject])) as unknown[])[0]
              : read(connection.db, subject)
          }),
        ])
        const json = `{${parts.map((it, i) => `${JSON.stringify(it.contract.feature)}:${JSON.stringify(slices[i])}`).join(',')}}`
        return { epoch: at!.epoch, seq: at!.seq, json }
      }),
  }
}
