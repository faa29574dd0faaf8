import type { SessionId } from '@rostrum/shared/kernel/fields.ts'
import type { Failpoint } from '../load/failpoints.ts'
import { createPlatform } from '../load/platform.ts'
import type { ServerNode } from '../load/platform.ts'
import { join, write } from './crew.ts'
import { newAcknowledged, prepare, untilBusy } from './prepare.ts'
import { verify } from './verify.ts'
import type { Verdict } from './verify.ts'

export type Target = 'server' | 'postgres'

/**
 * `kill -9` again and again under writers and readers. With `postgres`, every third cycle kills the database too. At the
 * end everything that was acknowledged is looked for, and everybody's state is compared with a fresh client's.
 */
export async function killLoop(it: {
  readonly target: Target
  readonly cycles: number
  readonly people: number
}): Promise<Verdict> {
  const platform = await createPlatform(it.people)
  const session = platform.session as SessionId
  const acknowledged = newAcknowledged()
  let running = true
  try {
    await prepare(platform, session)
    let node = await platform.start()
    const crew = Array.from({ length: it.people }, (_, n) => join(node.port, n, session))
    const writing = crew.map((member) => write(member, { session, acknowledged, running: () => running }))
    for (let cycle = 0; cycle < it.cycles; cycle++) {
      await untilBusy(acknowledged)
      if (it.target === 'postgres' && cycle % 3 === 2) await platform.killPostgres()
      await kill(node, cycle)
      node = await platform.start(node.port)
    }
    running = false
    await Promise.all(writing)
    const verdict = await verify({ platform, crew, acknowledged, port: node.port })
    for (const member of crew) member.close()
    return verdict
  } finally {
    running = false
    await platform.stop()
  }
}

const points: readonly Failpoint[] = ['before_commit', 'after_commit', 'after_answer']

/** Every other one at a moment that chance chooses, the others where it would hurt most. */
const kill = (node: ServerNode, cycle: number): Promise<void> =>
  cycle % 2 === 0 ? node.kill() : node.die(points[((cycle - 1) / 2) % points.length] ?? 'after_commit')
