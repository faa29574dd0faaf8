import { setTimeout as pause } from 'node:timers/promises'
import { createRedisServer } from '@rostrum/server/testing/redis.ts'
import { createPlatform } from '../load/platform.ts'
import type { Loop } from './kill.ts'
import { createProxy } from './proxy.ts'
import type { Proxy } from './proxy.ts'
import { randomFrom } from './random.ts'
import { besiege } from './siege.ts'
import { countCommands } from './verify.ts'
import type { Verdict } from './verify.ts'

export interface FreezeVerdict extends Verdict {
  /** Lines that were dialled while a server stood still: its people had given it up. */
  readonly movedOn: number
  /** Commands that were done meanwhile. */
  readonly doneMeanwhile: number
}

/**
 * One of two servers stands still for so long that its people give it up and go on at the other; then it wakes, with
 * everything in its hands that it had when it froze, and what was sent to it since. The presets of production hold.
 */
export async function freezeLoop(it: Loop & { readonly seconds: number }): Promise<FreezeVerdict> {
  const redis = await createRedisServer()
  const platform = await createPlatform(it.people, { redisUrl: redis.url })
  const doors: Proxy[] = []
  const sum = { movedOn: 0, doneMeanwhile: 0 }
  try {
    const nodes = [await platform.start(), await platform.start()] as const
    // Before each server something that leads whoever dials to the other one while it stands still.
    const ways = nodes.map(({ port }) => ({ host: '127.0.0.1', port }))
    for (const [n, way] of ways.entries()) doors.push(await createProxy(way, randomFrom(it.seed - n - 1)))
    const dials = () => doors.reduce((total, { stats }) => total + stats.connections, 0)
    const verdict = await besiege({
      ...it,
      target: 'freeze',
      platform,
      portOf: (n) => doors[n % 2]?.port ?? 0,
      freshPort: () => nodes[0].port,
      async strike(cycle) {
        // In turn: after the first time everybody is at the one that is struck.
        const [node, other] = cycle % 2 === 0 ? nodes : ([nodes[1], nodes[0]] as const)
        const before = { dials: dials(), done: await countCommands(platform) }
        for (const way of ways) way.port = other.port
        node.signal('SIGSTOP')
        await pause(it.seconds * 1_000)
        sum.movedOn += dials() - before.dials
        sum.doneMeanwhile += (await countCommands(platform)) - before.done
        node.signal('SIGCONT')
        return `frozen for ${it.seconds} s`
      },
    })
    return { ...verdict, ...sum }
  } finally {
    for (const door of doors) await door.stop()
    await platform.stop()
    await redis.stop()
  }
}
