import { execFileSync } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'

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

export const machine = () => ({
  cpu: os.cpus()[0]?.model ?? 'unknown',
  cores: os.availableParallelism(),
  memoryGiB: Math.round(os.totalmem() / 2 ** 30),
  load1: Math.round((os.loadavg()[0] ?? 0) * 100) / 100,
  node: process.version,
  commit: commit(),
  at: new Date().toISOString(),
})

/** Prints a run, and keeps it in `folder` when one is given. */
export function publish(report: Report, folder?: string): void {
  const whole = { ...report, machine: machine() }
  console.log(JSON.stringify(whole, null, 2))
  if (!folder) return
  fs.mkdirSync(folder, { recursive: true })
  const name = `${report.scenario}-${whole.machine.at.replaceAll(':', '')}.json`
  fs.writeFileSync(path.join(folder, name), `${JSON.stringify(whole, null, 2)}\n`)
}
