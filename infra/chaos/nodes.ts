import { setTimeout as pause } from 'node:timers/promises'
import { createRedisServer } from '@rostrum/server/testing/redis.ts'
import { createPlatform } from '../load/platform.ts'
import type { ServerNode } from '../load/platform.ts'
import type { Loop } from './kill.ts'
import type { Random } from './random.ts'
import { besiege } from './siege.ts'
import type { Verdict } from './verify.ts'

export interface NodesVerdict extends Verdict {
  /** Servers that were asked to end and took longer than they may, or did not go of themselves. */
  readonly overdue: number
  readonly slowestDrainMs: number
}

type Blow = (it: Arena) => Promise<void>

interface Arena {
  readonly nodes: ServerNode[]
  readonly redis: Awaited<ReturnType<typeof createRedisServer>>
  readonly random: Random
  readonly drains: { readonly ms: number; readonly code: number | null }[]
  /** Another server on the port of this one, which is gone. */
  again(index: number): Promise<void>
}

const drainLimitMs = 10_000
const somebody = ({ nodes, random }: Arena) => Math.floor(random() * nodes.length)
const nodeAt = (nodes: readonly ServerNode[], index: number): ServerNode => {
  const node = nodes[index]
  if (!node) throw new Error('no such node')
  return node
}

/** What is done to two servers and their Redis, in turn. */
const blows: readonly Blow[] = [
  async function killServer(arena) {
    const { nodes, again } = arena
    const index = somebody(arena)
    await nodeAt(nodes, index).kill()
    await again(index)
  },
  async function endServer(arena) {
    const { nodes, again, drains } = arena
    const index = somebody(arena)
    drains.push(await nodeAt(nodes, index).drain())
    await again(index)
  },
  async function killRedis({ redis }) {
    await redis.kill()
    await pause(500)
    await redis.start()
  },
  async function freezeServer(arena) {
    const { nodes, random } = arena
    const node = nodeAt(nodes, somebody(arena))
    node.signal('SIGSTOP')
    await pause(1_500 + random() * 1_500)
    node.signal('SIGCONT')
  },
  async function killServerAfterCommit(arena) {
    const { nodes, again } = arena
    const index = somebody(arena)
    await nodeAt(nodes, index).die('after_commit')
    await again(index)
  },
]

/** Two servers, one PostgreSQL, one Redis; half of the people on each server. */
export async function nodesLoop(it: Loop): Promise<NodesVerdict> {
  const redis = await createRedisServer()
  const platform = await createPlatform(it.people, { redisUrl: redis.url })
  try {
    const nodes = [await platform.start(), await platform.start()]
    const again = async (index: number) => {
      nodes[index] = await platform.start(nodeAt(nodes, index).port)
    }
    const drains: Arena['drains'] = []
    const verdict = await besiege({
      ...it,
      target: 'two-nodes',
      platform,
      portOf: (n) => nodeAt(nodes, n % 2).port,
      freshPort: () => nodeAt(nodes, 0).port,
      async strike(cycle, random) {
        const blow = blows[cycle % blows.length]
        await blow?.({ nodes, redis, drains, again, random })
        return blow?.name ?? ''
      },
    })
    return { ...verdict, ...judge(drains) }
  } finally {
    await platform.stop()
    await redis.stop()
  }
}

const judge = (drains: Arena['drains']) => ({
  overdue: drains.filter(({ ms, code }) => code !== 0 || ms > drainLimitMs).length,
  slowestDrainMs: Math.max(0, ...drains.map((it) => it.ms)),
})
