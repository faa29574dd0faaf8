import { parseChannel } from '@rostrum/shared/kernel/channel.ts'
import type { ChannelId } from '@rostrum/shared/kernel/channel.ts'
import type { Position } from '@rostrum/shared/kernel/wire.ts'
import { createBatcher } from './batcher.ts'
import type { Connection } from './db.ts'
import type { Feature } from './feature.ts'
import * as log from './log.ts'
import { createReaders } from './readers.ts'
import type { Logged } from './story.ts'

export interface Snapshot {
  readonly epoch: string
  readonly seq: number
  readonly json: string
}

/** What the hub reads. Each answer is of one moment: one REPEATABLE READ transaction gives the position and what goes with it. */
export interface Source {
  /** The channel's position and its last events. */
  load(channel: ChannelId): Promise<{ epoch: string; seq: number; events: readonly Logged[] }>
  /** Events after a position, oldest first. */
  since(channel: ChannelId, after: number): Promise<{ epoch: string; events: readonly Logged[] }>
  /** All features' slices of this channel as JSON, with the position they were read at. */
  snapshot(channel: ChannelId): Promise<Snapshot>
  stop(): Promise<void>
}

/** Of those who come back together, so many are read for in one transaction. */
const together = 250
/** More than a hub keeps: then it sees that there is a hole. */
const eventsAtMost = 501

export function createSource(
  features: readonly Feature[],
  connect: () => Promise<Connection>,
  size = 2,
): Source {
  const { read, write, stop } = createReaders(connect, size)

  async function positions(connection: Connection, ids: readonly ChannelId[]) {
    return new Map<string, Position>((await log.positions(connection, ids)).map((it) => [it[0], it]))
  }

  /** Makes the rows that are not there, so that an epoch is fixed before anybody hears it. Not in the reading transaction: there, DO NOTHING fails when another has just inserted the row. */
  async function readPlaced<T>(
    ids: readonly ChannelId[],
    task: (connection: Connection, at: ReadonlyMap<string, Position>) => Promise<T>,
  ): Promise<T> {
    for (;;) {
      const result = await read(async (connection) => {
        const at = await positions(connection, ids)
        return ids.every((id) => at.has(id)) ? { value: await task(connection, at) } : undefined
      })
      if (result) return result.value
      await write((connection) => log.place(connection, ids))
    }
  }

  const load = createBatcher(together, (ids: readonly ChannelId[]) =>
    readPlaced(ids, async (connection, at) => {
      const told = await log.readAll(connection, ids, eventsAtMost - 1)
      return ids.map((id) => ({ ...placeOf(at, id), events: told.get(id) ?? [] }))
    }),
  )

  async function snapshots(ids: readonly ChannelId[]): Promise<Snapshot[]> {
    return readPlaced(ids, async (connection, at) => {
      const parts = await Promise.all(features.map((it) => slicesOf(it, connection, ids)))
      return ids.map((id, i) => ({
        ...placeOf(at, id),
        json: `{${parts.flatMap((slices) => slices?.[i] ?? []).join(',')}}`,
      }))
    })
  }
  const ofPersons = createBatcher(together, snapshots)

  return {
    load,
    stop,
    since: (id, after) =>
      read(async (connection) => {
        const [at, events] = await Promise.all([
          positions(connection, [id]),
          log.read(connection, id, { after, limit: eventsAtMost }),
        ])
        return { epoch: at.get(id)?.[1] ?? '', events }
      }),
    snapshot: async (id) =>
      parseChannel(id)?.kind === 'person' ? ofPersons(id) : one(await snapshots([id])),
  }
}

function one<T>([only]: readonly T[]): T {
  if (only === undefined) throw new Error('nothing was read')
  return only
}

function placeOf(at: ReadonlyMap<string, Position>, id: ChannelId) {
  const [, epoch = '', seq = 0] = at.get(id) ?? []
  return { epoch, seq }
}

/** One feature's part of these channels' snapshots, as JSON members: persons in a set, anything else alone. */
async function slicesOf(
  { contract, snapshots }: Feature,
  connection: Connection,
  ids: readonly ChannelId[],
): Promise<string[] | undefined> {
  const channels = ids.flatMap((id) => parseChannel(id) ?? [])
  const [first] = channels
  const read = first && snapshots[first.kind]
  if (!read) return undefined
  const slices =
    first.kind === 'person'
      ? ((await read(
          connection.db,
          channels.map((it) => it.subject),
        )) as readonly unknown[])
      : [await read(connection.db, first.subject)]
  return slices.map((slice) => `${JSON.stringify(contract.feature)}:${JSON.stringify(slice)}`)
}
