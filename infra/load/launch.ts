import { fork } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import os from 'node:os'
import path from 'node:path'

/** A process of ours beside this one; what is started again and again need not read its sources again and again. */
export const launch = (file: URL, ...args: string[]): ChildProcess =>
  fork(file, args, {
    env: { ...process.env, NODE_COMPILE_CACHE: path.join(os.tmpdir(), 'rostrum-compiled') },
  })

/** Asks, or waits for the first word: one question at a time. */
export async function ask<T>(child: ChildProcess, request?: string | object): Promise<T> {
  const answer = once(child, 'message') as Promise<[T]>
  if (request !== undefined) child.send(request)
  return (await answer)[0]
}

/** Its first word, which says that it is there. */
export async function untilStarted<T>(child: ChildProcess): Promise<T> {
  const died = once(child, 'exit').then(([code]) => {
    throw new Error(`a process ended before it had started (${String(code)})`)
  })
  const word = await Promise.race([ask<T>(child), died])
  died.catch(() => {}) // its later end is somebody's will
  return word
}
