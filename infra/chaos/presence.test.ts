import { createConnection } from '@rostrum/client/kernel/connection.ts'
import { channelId } from '@rostrum/shared/kernel/channel.ts'
import type { ChannelId } from '@rostrum/shared/kernel/channel.ts'
import { fingerprint } from '@rostrum/shared/kernel/contract.ts'
import type { ForumId, SessionId } from '@rostrum/shared/kernel/fields.ts'
import { protocol } from '@rostrum/shared/protocol.ts'
import type { Wire } from '@rostrum/shared/protocol.ts'
import { expect, test, vi } from 'vitest'
import { personOf } from '../load/names.ts'
import { cookieOf, createPlatform } from '../load/platform.ts'
import { createProxy } from './proxy.ts'
import { randomFrom } from './random.ts'

/** Silence is found long before the preset half minute; `patience` is over before that, so a preset would fail here. */
const limits = { pingIntervalMs: 1_000, pingTimeoutMs: 1_500 }
const patience = { timeout: 25_000, interval: 50 }
const hot = 'hot' as SessionId
const room = channelId('session', hot)
const forum = channelId('forum', 'load' as ForumId)

/** Somebody who is in the room and in the forum, and hears how many are there. */
function enter(port: number, n: number) {
  const counts = new Map<ChannelId, number>()
  const connection = createConnection<Wire>({
    url: `http://127.0.0.1:${port}`,
    headers: { cookie: cookieOf(n), origin: `http://127.0.0.1:${port}` },
    auth: { wire: fingerprint(protocol) },
    sink: {
      replace() {},
      apply() {},
      signal(channel, news) {
        for (const [, payload] of news) {
          const { people } = payload as { people?: number }
          if (people !== undefined) counts.set(channel, people)
        }
      },
    },
  })
  for (const channel of [room, forum]) connection.subscribe(channel)
  return { connection, counted: () => [room, forum].map((it) => counts.get(it)) }
}

test(
  'B2: who is at the other end of a half-open line is counted no more, finds it out too, and is there once when back',
  { timeout: 120_000 },
  async () => {
    const platform = await createPlatform(2, { limits })
    const [near, far] = [await platform.start(), await platform.start()]
    const network = await createProxy({ host: '127.0.0.1', port: near.port }, randomFrom(1))
    const [stays, strays] = [enter(far.port, 0), enter(network.port, 1)]
    const rows = () =>
      platform.query('SELECT place FROM presence WHERE person = $1 ORDER BY place', [personOf(1)])
    try {
      await vi.waitFor(() => expect(stays.counted()).toEqual([2, 2]), patience)

      network.set({ kind: 'swallow', direction: 'both' })
      // What it says is lost, and so is all that follows: its end is told to the server by nobody.
      const applause = strays.connection.call('presence:react', { session: hot, kind: 'applause' })
      // Who has found it out dials at once: no such line may stand before the server has found it out by itself.
      strays.connection.socket.once('disconnect', () => network.set({ kind: 'cut', direction: 'up' }))
      await vi.waitFor(() => expect(strays.connection.socket.connected).toBe(false), patience)
      await vi.waitFor(() => expect(stays.counted()).toEqual([1, 1]), patience)
      expect(await rows()).toEqual([])

      network.set({ kind: 'none' })
      await vi.waitFor(() => {
        strays.connection.wake()
        expect(stays.counted()).toEqual([2, 2])
      }, patience)
      expect(await applause).toMatchObject({ ok: true })
      expect(await rows()).toEqual([{ place: forum }, { place: room }])
    } finally {
      for (const { connection } of [stays, strays]) connection.close()
      await network.stop()
      await platform.stop()
    }
  },
)
