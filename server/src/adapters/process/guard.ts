import { spawn } from 'node:child_process'
import type { ChildProcess, StdioOptions } from 'node:child_process'

export interface GuardOptions {
  readonly uid?: number
  readonly gid?: number
  readonly cwd?: string
  readonly env?: NodeJS.ProcessEnv
  /** How the child is asked to stop; after five seconds it is killed. */
  readonly signal: 'INT' | 'TERM' | 'KILL'
  /** Where the child's output goes: 'ignore', 'pipe', or a file descriptor. */
  readonly output: 'ignore' | 'pipe' | number
}

export interface Guarded {
  /** The guard, not the child: it lives as long as the child does, and ends with its exit code. */
  readonly process: ChildProcess
  isRunning(): boolean
  /** Asks the child to stop, and waits until it has. */
  stop(): Promise<void>
}

/*
 * A child that we start must not outlive us, and a process that is killed with -9 can do nothing about it any more. So a
 * shell stands between: its standard input is a pipe from us, which the kernel closes when we die, whatever we die of.
 * The child runs in a session of its own: Ctrl-C in a terminal reaches only us, and we stop things in the right order.
 */
const guard = `
signal=$1; shift
exec 3<&0
"$@" </dev/null 3<&- & child=$!
{
  cat <&3 >/dev/null 2>&1
  kill -s "$signal" "$child" 2>/dev/null
  left=50
  while [ "$left" -gt 0 ] && kill -0 "$child" 2>/dev/null; do left=$((left - 1)); sleep 0.1; done
  kill -s KILL "$child" 2>/dev/null
} >/dev/null 2>&1 & watch=$!
exec 3<&-
wait "$child"; code=$?
kill "$watch" 2>/dev/null
exit "$code"
`

/** Starts a program that dies with us, even when we are killed with -9. */
export function startGuarded(command: string, args: readonly string[], options: GuardOptions): Guarded {
  const { signal, output, ...rest } = options
  const stdio: StdioOptions = ['pipe', output, output]
  const child =
    process.platform === 'win32'
      ? spawn(command, args, { ...rest, stdio })
      : spawn('/bin/sh', ['-c', guard, 'guard', signal, command, ...args], { ...rest, stdio, detached: true })
  child.stdin?.on('error', () => {}) // it may be gone before us
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => resolve())
    child.once('error', () => resolve())
  })
  void ended.then(() => child.stdin?.destroy())
  const isRunning = () => child.pid !== undefined && child.exitCode === null && child.signalCode === null
  return {
    process: child,
    isRunning,
    async stop() {
      child.stdin?.end()
      if (process.platform === 'win32') child.kill()
      await ended
    },
  }
}
