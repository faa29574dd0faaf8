import { setTimeout as wait } from 'node:timers/promises'
import { channelId } from '@rostrum/shared/kernel/channel.ts'
import { expect, test } from 'vitest'
import { followClock } from '#adapters/postgres/clock.ts'
import { createWorld, until } from '#testing/world.ts'

const hourMs = 60 * 60 * 1000
const world = await createWorld()
/** A server whose own clock is so wrong, which follows the database's as the program does. */
async function nodeWith(wrongMs: number) {
  const clock = await followClock(world.postgres, { own: () => Date.now() + wrongMs })
  world.onStop(() => clock.stop())
  return world.node({ now: clock.now })
}
const late = await nodeWith(-hourMs)
const early = await nodeWith(hourMs)

test('D13: servers whose clocks are two hours apart tell one story, in one order', async () => {
  const session = await world.session({ startsAt: new Date(world.now().getTime() - hourMs / 2) })
  const room = channelId('session', session)
  const nodes = [late, early, world.app]
  const tabs = await Promise.all(
    nodes.map(async (node, i) => world.join(await world.person(`C${i}`), [room], node)),
  )
  // One after the other from node to node: what was said later stands later, whatever the clocks say.
  const said: string[] = []
  for (let round = 0; round < 4; round++)
    for (const [i, tab] of tabs.entries()) {
      const text = `${round}-${i}`
      expect(await tab.call('chat:say', { session, text })).toMatchObject({ ok: true })
      said.push(text)
      await wait(50) // more than two clocks that follow a third may differ by
    }
  const story = await world.query<{ seq: string; event: string }>(
    'SELECT seq, to_jsonb(e)::text AS event FROM events e WHERE channel = $1 ORDER BY e.seq',
    [room],
  )
  expect(story.flatMap((it) => /"text": "(\d-\d)"/.exec(it.event)?.[1] ?? [])).toEqual(said)
  const listed = await world.query<{ text: string }>(
    'SELECT text FROM messages WHERE session = $1 ORDER BY id',
    [session],
  )
  expect(
    listed.map((it) => it.text),
    'lists are in the order of ids',
  ).toEqual(said)
  for (const tab of tabs) {
    await until('all is heard', () => tab.connection.position(room) === Number(story.at(-1)?.seq))
    const seqs = tab.heard.flatMap(([, entries]) => entries.map(([seq]) => seq))
    expect(seqs).toEqual([...new Set(seqs)].toSorted((a, b) => a - b))
  }
})

test('D13: whoever’s clock is a day late or early says until when they mean it by the server’s', async () => {
  const dayMs = 24 * hourMs
  for (const wrong of [-dayMs, dayMs]) {
    const now = () => new Date(world.now().getTime() + wrong)
    const node = await world.node({ now })
    const session = await world.session({ startsAt: now() })
    const room = channelId('session', session)
    const tab = world.join(await world.person(`Day ${wrong}`), [room], node)
    const ask = (exp: number) =>
      tab.call('questions:ask', { session, text: 'When?', anonymous: false }, { exp })
    await until('the room is there', () => tab.connection.position(room) >= 0)
    expect(await ask(tab.connection.clock.now() + hourMs), 'by the server’s clock').toMatchObject({
      ok: true,
    })
    expect(await ask(tab.connection.clock.now() - hourMs)).toMatchObject({ ok: false, code: 'expired' })
  }
})
