import type { ChannelId } from '@rostrum/shared/kernel/channel.ts'
import { expect } from 'vitest'
import { until } from './world.ts'
import type { Tab, World } from './world.ts'

type Slices = Readonly<Record<string, Readonly<Record<ChannelId, unknown>>>>

/**
 * Old snapshot + events = fresh snapshot: each of these tabs must know the same as a new tab of the same person in the
 * same channels, in every feature. Call it when nothing is on its way any more. Returns what the fresh tabs know.
 */
export async function expectConverged(world: World, tabs: readonly Tab[]): Promise<readonly Slices[]> {
  await heardAll(world, tabs)
  const fresh = tabs.map((tab) => world.join(tab.person, tab.channels))
  await heardAll(world, fresh)
  const known = fresh.map(slicesOf)
  for (const [i, tab] of tabs.entries()) expect(slicesOf(tab), `${tab.person.id}`).toEqual(known[i])
  for (const tab of fresh) tab.close()
  return known
}

async function heardAll(world: World, tabs: readonly Tab[]): Promise<void> {
  const rows = await world.query<{ id: ChannelId; seq: number }>('SELECT id, seq FROM channels')
  const top = new Map(rows.map(({ id, seq }) => [id, Number(seq)]))
  await until('everybody has heard everything', () =>
    tabs.every(({ channels, connection }) =>
      channels.every((id) => connection.position(id) >= (top.get(id) ?? 0)),
    ),
  )
}

/** What a tab knows in its channels, by feature. */
function slicesOf(tab: Tab): Slices {
  const stores = Object.entries(tab).flatMap(([name, it]) =>
    typeof it === 'object' && 'store' in it ? [[name, it.store.getState()] as const] : [],
  )
  return Object.fromEntries(
    stores.map(([name, state]) => [
      name,
      Object.fromEntries(tab.channels.map((id) => [id, state[id]])) as Readonly<Record<ChannelId, unknown>>,
    ]),
  )
}
