import type { SessionId } from '@rostrum/shared/kernel/fields.ts'
import type { Failpoint } from '../load/failpoints.ts'
import { createPlatform } from '../load/platform.ts'
import type { ServerNode } from '../load/platform.ts'
import { join, write } from './crew.ts'
import type { Acknowledged } from './crew.ts'
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
  const acknowledged: Acknowledged = { asked: [], said: [], commands: 0, repeated: 0, refused: [] }
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

/** A kill among people who are just coming back shows little: some commands are done first, and not always as many. */
async function untilBusy(acknowledged: Acknowledged): Promise<void> {
  const enough = acknowledged.commands + 5 + Math.random() * 40
  for (let waited = 0; acknowledged.commands < enough && waited < 5_000; waited += 10)
    await new Promise((resolve) => setTimeout(resolve, 10))
}

const points: readonly Failpoint[] = ['before_commit', 'after_commit', 'after_answer']

/** Every other one at a moment that chance chooses, the others where it would hurt most. */
const kill = (node: ServerNode, cycle: number): Promise<void> =>
  cycle % 2 === 0 ? node.kill() : node.die(points[((cycle - 1) / 2) % points.length] ?? 'after_commit')

/** Person 0 runs the session; questions are shown at once, so that everybody has something to vote for. */
async function prepare(
  platform: Awaited<ReturnType<typeof createPlatform>>,
  session: SessionId,
): Promise<void> {
  await platform.query(`INSERT INTO memberships (forum, person, role) VALUES ('load', 'load-0', 'moderator')`)
  await platform.query(
    'INSERT INTO question_settings (session, open, moderated, anonymous) VALUES ($1, true, false, true)',
    [session],
  )
}
