import { parseArgs } from 'node:util'
import { publish } from '../load/report.ts'
import { diskLoop } from './disk.ts'
import { drainLoop } from './drain.ts'
import { faultless } from './faultless.ts'
import { freezeLoop } from './freeze.ts'
import { fuzz } from './fuzz.ts'
import { killLoop } from './kill.ts'
import { livekitLoop } from './livekit.ts'
import { databaseNetworkLoop, networkLoop } from './network.ts'
import { nodesLoop } from './nodes.ts'
import { lossLoop, narrowLoop } from './weather.ts'

const presets = { cycles: 20, people: 24, frames: 100_000, seed: 1, seconds: 60, percent: 20, kbit: 64 }
type Parameters = Readonly<typeof presets> & { readonly enough: AbortSignal }

const targets: Readonly<Record<string, (it: Parameters) => Promise<object>>> = {
  server: (it) => killLoop({ target: 'server', ...it }),
  postgres: (it) => killLoop({ target: 'postgres', ...it }),
  'two-nodes': nodesLoop,
  freeze: freezeLoop,
  network: networkLoop,
  'network-postgres': databaseNetworkLoop,
  loss: lossLoop,
  narrow: narrowLoop,
  disk: diskLoop,
  drain: drainLoop,
  livekit: livekitLoop,
  fuzz,
}
/** What must not be. All other figures are no faults, however large. */
const faults = new Set([
  ...Object.keys(faultless),
  'overdue',
  'wordless',
  'wrongRooms',
  'wrongRights',
  'dead',
  'broken',
  'intrusions',
  'heldOpen',
  'lateScreens',
  'cutOff',
  'toldAgain',
  'unclear',
  'unread',
  'restarts',
])

/** `npm run chaos -- <server|postgres|two-nodes|freeze|network|network-postgres|loss|narrow|disk|drain|livekit|fuzz> [--cycles=20|--minutes=60] [--people=24] [--seconds=60] [--percent=20] [--kbit=64] [--frames=100000] [--seed=1] [--keep=folder]` */
const { values, positionals } = parseArgs({
  options: Object.fromEntries(
    [...Object.keys(presets), 'minutes', 'keep'].map((name) => [name, { type: 'string' as const }]),
  ),
  allowPositionals: true,
})
const [name = ''] = positionals
const target = targets[name]
if (!target) {
  console.error(
    `npm run chaos -- <${Object.keys(targets).join('|')}> [--cycles=N|--minutes=N …] [--keep=folder]`,
  )
  process.exit(2)
}
const { keep, ...numbers } = values
const given = asNumbers(numbers)
const { minutes } = given
const parameters = { ...presets, ...(minutes !== undefined && { cycles: Infinity }), ...given }
const interrupted = new AbortController()
process.once('SIGINT', () => interrupted.abort()) // the second ends it at once
const enough = AbortSignal.any([
  interrupted.signal,
  ...(minutes === undefined ? [] : [AbortSignal.timeout(minutes * 60_000)]),
])
const startedAt = Date.now()
const verdict = await target({ ...parameters, enough })
publish(
  {
    scenario: `chaos-${name}`,
    parameters,
    figures: { ...verdict, seconds: Math.round((Date.now() - startedAt) / 1000) },
    notTested: ['power loss: the disk keeps what it was told to keep'],
  },
  { folder: typeof keep === 'string' ? keep : undefined },
)
process.exit(isFaultless(verdict) ? 0 : 1)

function isFaultless(figures: object): boolean {
  return Object.entries(figures).every(
    ([key, it]) => !faults.has(key) || (Array.isArray(it) ? it.length : it) === 0,
  )
}

function asNumbers(given: object): Partial<Record<keyof typeof presets | 'minutes', number>> {
  return Object.fromEntries(Object.entries(given).map(([key, value]) => [key, Number(value)]))
}
