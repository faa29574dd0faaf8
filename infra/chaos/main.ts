import { parseArgs } from 'node:util'
import { publish } from '../load/report.ts'
import { killLoop } from './kill.ts'
import type { Target } from './kill.ts'

/** `npm run chaos -- <server|postgres> --cycles=20 [--people=12] [--keep=folder]` */
const { values, positionals } = parseArgs({
  options: { cycles: { type: 'string' }, people: { type: 'string' }, keep: { type: 'string' } },
  allowPositionals: true,
})
const target = (positionals[0] ?? 'server') as Target
const parameters = { target, cycles: Number(values.cycles ?? 20), people: Number(values.people ?? 24) }
const startedAt = Date.now()
const verdict = await killLoop(parameters)
publish(
  {
    scenario: `chaos-${target}`,
    parameters,
    figures: { ...verdict, seconds: Math.round((Date.now() - startedAt) / 1000) },
    notTested: ['power loss: the disk keeps what it was told to keep'],
  },
  values.keep,
)
const { commands: _commands, repeated: _repeated, ...wrong } = verdict
process.exit(Object.values(wrong).every((count) => count === 0) ? 0 : 1)
