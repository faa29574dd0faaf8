import pg from 'pg'
import { channelId } from '@rostrum/shared/kernel/channel.ts'
import type { ChannelId } from '@rostrum/shared/kernel/channel.ts'
import type { Ack, Frame } from '@rostrum/shared/kernel/wire.ts'
import { io } from 'socket.io-client'
import { expect, test } from 'vitest'
import { createWorld, until } from '#testing/world.ts'
import type { Person } from '#testing/world.ts'

const world = await createWorld()
const people = await Promise.all(Array.from({ length: 200 }, (_, n) => world.person(`P${n}`)))
const session = await world.session()
const room = channelId('session', session)

/** What the database is asked, by anybody in this process. */
const asked: string[] = []
const prototype = pg.Client.prototype as unknown as { query(...args: unknown[]): unknown }
const { query } = prototype
prototype.query = function counted(this: unknown, ...args) {
  const [it] = args
  asked.push(typeof it === 'string' ? it : (it as { text: string }).text)
  return query.apply(this, args)
}
/** Of what was asked, what has to do with coming in: the rest goes on whether or not anybody comes. */
const forComing = () => asked.filter((text) => !/presence|reactions|"mails"|WHERE id = ANY|LISTEN/.test(text))

/** How often any one thing is asked meanwhile. */
async function measured<T>(what: () => Promise<T>) {
  asked.length = 0
  const result = await what()
  const times = [...Map.groupBy(forComing(), (it) => it).values()].map((it) => it.length)
  return { result, mostOften: Math.max(...times) }
}

/** One of a crowd: as little of a client as there can be. Resolves when it is in its channels. */
async function enter(person: Person, port: number, after: ReadonlyMap<string, Frame>) {
  const frames = new Map<string, Frame>()
  const socket = io(`http://127.0.0.1:${port}`, {
    transports: ['websocket'],
    reconnection: false,
    forceNew: true,
    extraHeaders: { origin: `http://127.0.0.1:${port}`, cookie: person.cookie },
  })
  world.onStop(() => void socket.close())
  socket.on('f', (frame: Frame) => frames.set(frame.ch, frame))
  const join = async (ch: ChannelId) => {
    const known = after.get(ch)
    const place = known && { e: known.e, after: known.to }
    expect(((await socket.emitWithAck('sub', { ch, ...place })) as Ack).ok).toBe(true)
  }
  await Promise.all([room, channelId('person', person.id)].map(join))
  return { person, frames, socket }
}

test('what is read for those who come, and come back to another server, is read for all who come together', async () => {
  const nowhere = new Map<string, Frame>()
  const came = await measured(() => Promise.all(people.map((it) => enter(it, world.app.port, nowhere))))
  for (const { frames, person } of came.result)
    expect(frames.get(channelId('person', person.id))?.snapshot?.['people']).toMatchObject({
      me: { id: person.id },
    })

  const other = await world.node()
  for (const { socket } of came.result) socket.close()
  await until('all gone', () => came.result.every((it) => !it.socket.connected))
  const back = await measured(() =>
    Promise.all(came.result.map((it) => enter(it.person, other.port, it.frames))),
  )
  // Nobody has missed anything, so nobody is told everything again.
  expect(back.result.every((it) => [...it.frames.values()].every((frame) => !frame.snapshot))).toBe(true)
  // No statement is asked more than once for each. How much less often depends on how fast a crowd can come here; that
  // those who come together are one question is the batcher's own test.
  expect(came.mostOften).toBeLessThanOrEqual(people.length)
  expect(back.mostOften).toBeLessThanOrEqual(people.length)
})
