import type { Failpoint } from '../load/failpoints.ts'
import { createPlatform } from '../load/platform.ts'
import type { ServerNode } from '../load/platform.ts'
import { besiege } from './siege.ts'
import type { Verdict } from './verify.ts'

export interface Loop {
  readonly cycles: number
  readonly people: number
  readonly seed: number
}

/** `kill -9` again and again under writers and readers. With `postgres`, every third cycle kills the database too. */
export async function killLoop(it: Loop & { readonly target: 'server' | 'postgres' }): Promise<Verdict> {
  const platform = await createPlatform(it.people)
  try {
    let node = await platform.start()
    return await besiege({
      ...it,
      platform,
      portOf: () => node.port,
      freshPort: () => node.port,
      async strike(cycle) {
        const both = it.target === 'postgres' && cycle % 3 === 2
        if (both) await platform.killPostgres()
        const how = await kill(node, cycle)
        node = await platform.start(node.port)
        return both ? `${how}, and the database` : how
      },
    })
  } finally {
    await platform.stop()
  }
}

const points: readonly Failpoint[] = ['before_commit', 'after_commit', 'after_answer']

/** Every other one at a moment that chance chooses, the others where it would hurt most. */
async function kill(node: ServerNode, cycle: number): Promise<string> {
  const point = cycle % 2 === 0 ? undefined : points[((cycle - 1) / 2) % points.length]
  await (point ? node.die(point) : node.kill())
  return point ?? 'killed'
}
