import { parseArgs } from 'node:util'
import { publish } from './report.ts'
import type { Report } from './report.ts'
import { commands } from './scenarios/commands.ts'
import { fanout } from './scenarios/fanout.ts'
import { plenary } from './scenarios/plenary.ts'
import { storm } from './scenarios/storm.ts'
import { vote } from './scenarios/vote.ts'

type Parameters = Readonly<Record<string, number>>

const scenarios: Readonly<Record<string, (parameters: Parameters) => Promise<Report>>> = {
  commands,
  fanout,
  plenary,
  storm,
  vote,
}

/** `npm run load -- <scenario> [--people=2000 …] [--keep=folder]`: parameters are numbers, named as the scenario names them. */
const { values, positionals } = parseArgs({
  args: process.argv.slice(2).flatMap((it) => (it.startsWith('--') ? it.split('=') : [it])),
  options: Object.fromEntries(
    ['people', 'rounds', 'gapMs', 'repeats', 'seconds', 'callers', 'nodes', 'perSecond', 'keep'].map(
      (name) => [name, { type: 'string' as const }],
    ),
  ),
  allowPositionals: true,
})
const [name = ''] = positionals
const scenario = scenarios[name]
if (!scenario) {
  console.error(`npm run load -- <${Object.keys(scenarios).join('|')}> [--people=N …] [--keep=folder]`)
  process.exit(2)
}
const { keep, ...numbers } = values
const parameters = Object.fromEntries(Object.entries(numbers).map(([key, value]) => [key, Number(value)]))
publish(await scenario(parameters), typeof keep === 'string' ? keep : undefined)
process.exit(0)
