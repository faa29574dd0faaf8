import { parseArgs } from 'node:util'
import { publish } from '../load/report.ts'
import { killLoop } from './kill.ts'
import { nodesLoop } from './nodes.ts'
import type { Verdict } from './verify.ts'

/** `npm run chaos -- <server|postgres|two-nodes> --cycles=20 [--people=12] [--keep=folder]` */
const { values, positionals } = parseArgs({
  options: { cycles: { type: 'string' }, people: { type: 'string' }, keep: { type: 'string' } },
  allowPositionals: true,
})
const targets = ['server', 'postgres', 'two-nodes'] as const
const target = targets.find((it) => it === (positionals[0] ?? 'server'))
if (!target) {
  console.error(`npm run chaos -- <${targets.join('|')}> [--cycles=N] [--people=N] [--keep=folder]`)
  process.exit(2)
}
const parameters = { cycles: Number(values.cycles ?? 20), people: Number(values.people ?? 24) }
const startedAt = Date.now()
const verdict: Verdict =
  target === 'two-nodes' ? await nodesLoop(parameters) : await killLoop({ target, ...parameters })
publish(
  {
    scenario: `chaos-${target}`,
    parameters: { target, ...parameters },
    figures: { ...verdict, seconds: Math.round((Date.now() - startedAt) / 1000) },
    notTested: ['power loss: the disk keeps what it was told to keep'],
  },
  values.keep,
)
const { commands: _commands, repeated: _repeated, ...rest } = verdict
const { slowestDrainMs: _slowest, ...wrong } = rest as Record<string, number>
process.exit(Object.values(wrong).every((count) => count === 0) ? 0 : 1)
