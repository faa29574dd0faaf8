import { spawnSync } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { uuid7 } from '@rostrum/shared/kernel/ids.ts'
import { cookieOf, createPlatform } from '../load/platform.ts'
import type { Platform, ServerNode } from '../load/platform.ts'
import type { Loop } from './kill.ts'
import { enterOwn } from './ownNamespace.ts'
import { besiege } from './siege.ts'
import type { Verdict } from './verify.ts'

/** While the disk was full. */
interface Answers {
  /** Writes that were done, as there was still room for them, and those that were refused with a word that says: later. */
  done: number
  unavailable: number
  /** Any other answer, or none. */
  unclear: number
  read: number
  unread: number
}

export interface DiskVerdict extends Verdict, Answers {
  /** How often PostgreSQL's processes began anew. */
  readonly restarts: number
}

const diskMiB = 256
const fullMs = 10_000

/** PostgreSQL on a small disk, which is filled up by somebody else again and again and emptied again. */
export async function diskLoop(it: Loop): Promise<DiskVerdict> {
  enterOwn('mount')
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'rostrum-disk-'))
  mountSmall(folder)
  const ballast = path.join(folder, 'ballast')
  const platform = await createPlatform(it.people, { folder })
  const answers: Answers = { done: 0, unavailable: 0, unclear: 0, read: 0, unread: 0 }
  let restarts = 0
  try {
    const node = await platform.start()
    const verdict = await besiege({
      ...it,
      target: 'disk',
      platform,
      portOf: () => node.port,
      freshPort: () => node.port,
      async strike() {
        const before = await startedAt(platform)
        fill(ballast)
        for (const end = Date.now() + fullMs; Date.now() < end;) {
          await tryBoth(node, platform.session, answers)
          await pause(200)
        }
        fs.rmSync(ballast)
        if ((await startedAt(platform)) !== before) restarts++
        return `full for ${fullMs} ms`
      },
    })
    return { ...verdict, ...answers, restarts }
  } finally {
    await platform.stop()
    spawnSync('umount', [folder])
    fs.rmdirSync(folder)
  }
}

function mountSmall(folder: string): void {
  const { status, stderr, error } = spawnSync(
    'mount',
    ['-t', 'tmpfs', '-o', `size=${diskMiB}m,mode=755`, 'tmpfs', folder],
    { encoding: 'utf8' },
  )
  if (status === 0) return
  fs.rmdirSync(folder)
  console.error(`A disk that is this small needs Linux with mount: ${error?.message ?? stderr}`)
  process.exit(2)
}

/** To the last block. */
function fill(ballast: string): void {
  const file = fs.openSync(ballast, 'w')
  try {
    for (const block = Buffer.alloc(4_096); ;) fs.writeSync(file, block)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error
  } finally {
    fs.closeSync(file)
  }
}

/** One of the processes that begin anew with all others when PostgreSQL has broken down. */
const startedAt = async (platform: Platform): Promise<string | undefined> =>
  (
    await platform.query<{ at: string }>(
      `SELECT backend_start::text AS at FROM pg_stat_activity WHERE backend_type = 'checkpointer'`,
    )
  )[0]?.at

async function tryBoth({ port }: ServerNode, session: string, answers: Answers): Promise<void> {
  const url = `http://127.0.0.1:${port}/api`
  const headers = { cookie: cookieOf(1), origin: `http://127.0.0.1:${port}` }
  const read = await fetch(`${url}/channels/session:${session}`, { headers })
  if (read.ok && (await read.text()).includes('"snapshot"')) answers.read++
  else answers.unread++
  const written = await fetch(`${url}/commands/presence.react`, {
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/json', 'idempotency-key': uuid7() },
    body: JSON.stringify({ session, kind: 'applause' }),
  })
  const { code } = (await written.json()) as { code?: string }
  if (written.ok) answers.done++
  else if (written.status === 503 && code === 'unavailable') answers.unavailable++
  else answers.unclear++
}
