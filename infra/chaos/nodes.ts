import type { SessionId } from '@rostrum/shared/kernel/fields.ts'
import { createRedisServer } from '@rostrum/server/testing/redis.ts'
import { createPlatform } from '../load/platform.ts'
import type { ServerNode } from '../load/platform.ts'
import { join, write } from './crew.ts'
import type { Member } from './crew.ts'
import { newAcknowledged, prepare, untilBusy } from './prepare.ts'
import { verify } from './verify.ts'
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
  readonly drains: { readonly ms: number; readonly code: number | null }[]
  /** Another server on the port of this one, which is gone. */
  again(index: number): Promise<void>
}

const drainLimitMs = 10_000
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))
const somebody = (nodes: readonly ServerNode[]) => Math.floor(Math.random() * nodes.length)
const nodeAt = (nodes: readonly ServerNode[], index: number): ServerNode => {
  const node = nodes[index]
  if (!node) throw new Error('no such node')
  return node
}

/** What is done to two servers and their Redis, in turn. */
const blows: readonly Blow[] = [
  async function killServer({ nodes, again }) {
    const index = somebody(nodes)
    await nodeAt(nodes, index).kill()
    await again(index)
  },
  async function endServer({ nodes, again, drains }) {
    const index = somebody(nodes)
    drains.push(await nodeAt(nodes, index).drain())
    await again(index)
  },
  async function killRedis({ redis }) {
    await redis.kill()
    await pause(500)
    await redis.start()
  },
  async function freezeServer({ nodes }) {
    const node = nodeAt(nodes, somebody(nodes))
    node.signal('SIGSTOP')
    await pause(1_500 + Math.random() * 1_500)
    node.signal('SIGCONT')
  },
  async function killServerAfterCommit({ nodes, again }) {
    const index = somebody(nodes)
    await nodeAt(nodes, index).die('after_commit')
    await again(index)
  },
]

/** Two servers, one PostgreSQL, one Redis; half of the people on each server. */
export async function nodesLoop(it: {
  readonly cycles: number
  readonly people: number
}): Promise<NodesVerdict> {
  const redis = await createRedisServer()
  const platform = await createPlatform(it.people, { redisUrl: redis.url })
  const session = platform.session as SessionId
  const acknowledged = newAcknowledged()
  let running = true
  try {
    await prepare(platform, session)
    const nodes = [await platform.start(), await platform.start()]
    const again = async (index: number) => {
      nodes[index] = await platform.start(nodeAt(nodes, index).port)
    }
    const arena: Arena = { nodes, redis, drains: [], again }
    const crew = Array.from({ length: it.people }, (_, n): Member =>
      join(nodeAt(nodes, n % 2).port, n, session),
    )
    const writing = crew.map((member) => write(member, { session, acknowledged, running: () => running }))
    for (let cycle = 0; cycle < it.cycles; cycle++) {
      await untilBusy(acknowledged)
      await blows[cycle % blows.length]?.(arena)
    }
    running = false
    await Promise.all(writing)
    const verdict = await verify({ platform, crew, acknowledged, port: nodeAt(nodes, 0).port })
    for (const member of crew) member.close()
    return { ...verdict, ...judge(arena.drains) }
  } finally {
    running = false
    await platform.stop()
    await redis.stop()
  }
}

const judge = (drains: Arena['drains']) => ({
  overdue: drains.filter(({ ms, code }) => code !== 0 || ms > drainLimitMs).length,
  slowestDrainMs: Math.max(0, ...drains.map((it) => it.ms)),
})
