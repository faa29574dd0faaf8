import { parseArgs } from 'node:util'
import { catalogue, help } from './catalogue.ts'
import type { Parameters, Scenario } from './catalogue.ts'
import { compare } from './compare.ts'
import { publish, read } from './report.ts'

/** `npm run load -- <scenario> …`, `… compare one.json other.json`, `… help`. */
const [name = 'help', ...rest] = process.argv.slice(2)
const scenario = catalogue[name]
if (scenario) await play(scenario, rest)
else if (name === 'compare' && rest.length === 2) show(rest)
else {
  console.log(help())
  process.exitCode = name === 'help' ? 0 : 2
}

async function play({ takes, run }: Scenario, given: readonly string[]): Promise<void> {
  const options = Object.fromEntries([...takes, 'keep', 'out'].map((it) => [it, { type: 'string' as const }]))
  const { values } = parseArgs({ args: [...given], options })
  const { keep, out, ...numbers } = values
  const parameters: Parameters = Object.fromEntries(
    Object.entries(numbers).map(([key, value]) => [key, Number(value)]),
  )
  publish(await run(parameters), { folder: keep as string | undefined, file: out as string | undefined })
  process.exit(0)
}

function show(files: readonly string[]): void {
  const [one, other] = files.map(read)
  if (one && other) console.log(compare(one, other).join('\n'))
}
