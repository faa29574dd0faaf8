import type { Failpoint } from '../load/failpoints.ts'
import { createPlatform } from '../load/platform.ts'
import { besiege } from './siege.ts'
import type { Verdict } from './verify.ts'

export interface Loop {
  readonly cycles: number
  readonly people: number
  readonly seed: number
  readonly enough?: AbortSignal
}

/** `kill -9` again and again under writers and readers. With `postgres`, every third cycle kills the database too. */
export async function killLoop(
  it: Loop & { readonly target: 'server' | 'postgres' },
): Promise<Verdict & { readonly atFailpoints: number }> {
  const platform = await createPlatform(it.people)
  let atFailpoints = 0
  try {
    let node = await platform.start()
    const verdict = await besiege({
      ...it,
      platform,
      portOf: () => node.port,
      freshPort: () => node.port,
      async strike(cycle) {
        const both = it.target === 'postgres' && cycle % 3 === 2
        if (both) await platform.killPostgres()
        const point = pointOf(cycle)
        if (point === undefined) await node.kill()
        else if (await node.die(point)) atFailpoints++
        node = await platform.start(node.port)
        return `${point ?? 'killed'}${both ? ', and the database' : ''}`
      },
    })
    return { ...verdict, atFailpoints }
  } finally {
    await platform.stop()
  }
}

const points: readonly Failpoint[] = ['before_commit', 'after_commit', 'after_answer']

/** Every other one at a moment that chance chooses, the others where it would hurt most. */
const pointOf = (cycle: number): Failpoint | undefined =>
  cycle % 2 === 0 ? undefined : points[((cycle - 1) / 2) % points.length]
