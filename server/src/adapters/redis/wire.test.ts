import { channelId } from '@rostrum/shared/kernel/channel.ts'
import { uuid7 } from '@rostrum/shared/kernel/ids.ts'
import { createClient } from 'redis'
import { describe, expect, test } from 'vitest'
import { createProbe, probeTable } from '#testing/probe.ts'
import { createRedisServer, whyNoRedis } from '#testing/redis.ts'
import { createWorld, until } from '#testing/world.ts'
import type { Tab } from '#testing/world.ts'

/* Redis is a hint and never the carrier: A6, A7 and A8 of the failure cases, and limits over two nodes (I2). */

const why = whyNoRedis()

describe.skipIf(why !== undefined)(`two nodes and a Redis${why ? ` (skipped: ${why})` : ''}`, async () => {
  if (why !== undefined) return
  const redis = await createRedisServer()
  const limits = { rate: { perSecond: 2, burst: 30 } }
  const world = await createWorld({ extraFeatures: [createProbe()], redisUrl: redis.url, limits })
  world.onStop(() => redis.stop())
  await world.query(probeTable)
  const far = await world.node()
  const session = await world.session()
  const room = channelId('session', session)
  const reader = world.join(await world.person('Reader'), [room], far)
  const texts = (tab: Tab) => tab.probe.in('session', session).notes.map((it) => it.text)
  const health = async () => {
    const { redis: state } = (await (await world.fetch('/healthz')).json()) as { redis: string }
    return state
  }
  /** Each by somebody else, so that no limit is met. */
  const say = async (text: string) => {
    const tab = world.join(await world.person('Writer'))
    const { ok } = await tab.probing('probe:note', { session, text })
    tab.close()
    return ok
  }
  const hears = (text: string, limitMs: number) =>
    until(`heard: ${text}`, () => texts(reader).includes(text), limitMs)
  const other = async () => {
    const client = createClient({ url: redis.url })
    client.on('error', () => {})
    await client.connect()
    return client
  }

  test('a node tells the others by Redis, and says how that is', async () => {
    await until('ok', async () => (await health()) === 'ok')
    await until('joined', () => reader.connection.position(room) >= 0)
    const spy = await other()
    const heard: string[] = []
    await spy.pSubscribe('rostrum:news', (text) => heard.push(text))
    expect(await say('by redis')).toBe(true)
    await hears('by redis', 900)
    expect(heard.some((it) => it.split(' ').includes(room))).toBe(true)
    expect(heard.join()).not.toContain('by redis') // what was said is not what is told there
    spy.destroy()
  })

  test('A8: what others say there is not believed, and ends nothing', async () => {
    const before = [texts(reader), reader.connection.stats.resyncs, reader.connection.stats.snapshots]
    const foreign = await other()
    await foreign.flushAll()
    const lies = [
      '',
      ' ',
      `x ${room}`,
      `x ${room} `.repeat(100),
      'x'.repeat(1_000_000),
      `{"ch":"${room}","e":"lie","from":1,"to":9,"d":[[9,"probe:noted",{"id":"1","text":"a lie"}]]}`,
      '["x",[["a",1e9]]]',
      '["x",[["a",-5],["__proto__",5]]]',
      '[[[[',
      `["x",${JSON.stringify(Array.from({ length: 5_000 }, (_, i) => [`k${i}`, 1]))}]`,
    ]
    for (const lie of lies)
      for (const topic of ['news', 'rates', 'other', '']) await foreign.publish(`rostrum:${topic}`, lie)
    foreign.destroy()
    expect(await say('after the lies')).toBe(true)
    await hears('after the lies', 2_000)
    const [known, resyncs, snapshots] = before
    expect(texts(reader)).toEqual([...(known as string[]), 'after the lies'])
    expect([reader.connection.stats.resyncs, reader.connection.stats.snapshots]).toEqual([resyncs, snapshots])
  })

  test('A6: Redis is killed again and again while messages flow: every one arrives, within two seconds', async () => {
    const wanted: string[] = []
    for (let round = 0; round < 4; round++) {
      if (round % 2 === 0) await redis.kill()
      else await redis.start()
      for (let i = 0; i < 5; i++) {
        wanted.push(`${round}-${i}`)
        expect(await say(`${round}-${i}`)).toBe(true)
      }
      await hears(`${round}-4`, 2_000)
    }
    expect(texts(reader).filter((it) => wanted.includes(it))).toEqual(wanted)
  })

  test('A7: without Redis two nodes go on, say so, and take it up again when it is back', async () => {
    await redis.kill()
    await until('down', async () => (await health()) === 'down')
    expect((await world.fetch('/readyz')).status).toBe(200) // text goes on: no reason to send people away
    expect(await say('without')).toBe(true)
    await hears('without', 2_000)
    await redis.start()
    await until('ok', async () => (await health()) === 'ok', 5_000)
  })

  test('I2: what somebody does on one node counts on the other; without Redis each counts for itself', async () => {
    /** How much one person may do on one node after thirty commands, a whole burst, on the other. */
    const allowedAfterBurst = async (name: string) => {
      const person = await world.person(name)
      const [near, there] = [world.join(person), world.join(person, [], far)]
      await until('both', () => near.connection.socket.connected && there.connection.socket.connected)
      const burst = await Promise.all(Array.from({ length: 30 }, () => vote(near, session)))
      expect(burst.filter(Boolean)).toHaveLength(30)
      let allowed = 0
      await until('no more', async () => {
        const isAllowed = await vote(there, session)
        if (isAllowed) allowed++
        return !isAllowed
      })
      return allowed
    }
    expect(await allowedAfterBurst('Shared')).toBeLessThan(30)
    await redis.kill()
    expect(await allowedAfterBurst('Alone')).toBeGreaterThanOrEqual(30)
  })
})

/** One command, sent once: the real client would wait and try again. */
async function vote(tab: Tab, session: string): Promise<boolean> {
  const envelope = { id: uuid7(), type: 'probe:vote', input: { session } }
  const ack = (await tab.connection.socket.emitWithAck('c', envelope as never)) as { ok: boolean }
  return ack.ok
}
