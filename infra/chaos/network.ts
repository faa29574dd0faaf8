import path from 'node:path'
import { createPlatform } from '../load/platform.ts'
import type { Loop } from './kill.ts'
import { createProxy } from './proxy.ts'
import type { Fault, Proxy } from './proxy.ts'
import { randomFrom } from './random.ts'
import type { Random } from './random.ts'
import { besiege } from './siege.ts'
import type { Verdict } from './verify.ts'

export interface NetworkVerdict extends Verdict {
  readonly connections: number
  readonly cut: number
}

/** A fault, and how long it lasts. */
type Trouble = (random: Random) => { readonly fault: Fault; readonly ms: number }

const lasting = (random: Random, ms: number): number => ms * (0.5 + random())

/** Half-open lines are found by their silence: as in production, only sooner, so that a run sees many. */
const attentive = { pingIntervalMs: 2_000, pingTimeoutMs: 5_000, heartbeatMs: 1_000, authenticateMs: 10_000 }

const betweenClientAndServer: readonly Trouble[] = [
  (random) => ({ fault: { kind: 'swallow', direction: 'down' }, ms: lasting(random, 1_000) }),
  (random) => ({ fault: { kind: 'cut', direction: 'down' }, ms: lasting(random, 400) }),
  (random) => ({ fault: { kind: 'page' }, ms: lasting(random, 1_000) }),
  (random) => ({ fault: { kind: 'swallow', direction: 'both' }, ms: lasting(random, 1_000) }),
  (random) => ({ fault: { kind: 'delay', ms: 800, jitterMs: 400 }, ms: lasting(random, 2_000) }),
  (random) => ({ fault: { kind: 'throttle', bytesPerSecond: 8_000 }, ms: lasting(random, 2_000) }),
  (random) => ({ fault: { kind: 'stall' }, ms: lasting(random, 1_500) }),
  (random) => ({ fault: { kind: 'cut', direction: 'up' }, ms: lasting(random, 400) }),
  (random) => ({ fault: { kind: 'swallow', direction: 'up' }, ms: lasting(random, 1_000) }),
]

/** Writers and readers come over three networks, which have their faults in turn and sometimes together. */
export async function networkLoop(it: Loop): Promise<NetworkVerdict> {
  const platform = await createPlatform(it.people, { limits: attentive })
  const networks: Proxy[] = []
  try {
    const node = await platform.start()
    const to = { host: '127.0.0.1', port: node.port }
    for (const n of [0, 1, 2]) networks.push(await createProxy(to, randomFrom(it.seed - n - 1)))
    const ports = networks.map((network) => network.port)
    const verdict = await besiege({
      ...it,
      target: 'network',
      platform,
      portOf: (n) => ports[n % ports.length] ?? node.port,
      freshPort: () => node.port,
      strike: (cycle, random) =>
        trouble(
          networks.filter((_, n) => n === cycle % networks.length || random() < 0.3),
          betweenClientAndServer[cycle % betweenClientAndServer.length],
          random,
        ),
    })
    return { ...verdict, ...count(networks) }
  } finally {
    for (const network of networks) await network.stop()
    await platform.stop()
  }
}

const betweenServerAndDatabase: readonly Trouble[] = [
  () => ({ fault: { kind: 'cutAt', text: 'COMMIT', when: 'answered' }, ms: 150 }),
  () => ({ fault: { kind: 'cutAt', text: 'COMMIT', when: 'asked' }, ms: 150 }),
  (random) => ({ fault: { kind: 'cut', direction: 'down' }, ms: lasting(random, 300) }),
  (random) => ({ fault: { kind: 'swallow', direction: 'down' }, ms: lasting(random, 200) }),
  (random) => ({ fault: { kind: 'stall' }, ms: lasting(random, 1_500) }),
  (random) => ({ fault: { kind: 'cut', direction: 'up' }, ms: lasting(random, 300) }),
  (random) => ({ fault: { kind: 'delay', ms: 100, jitterMs: 100 }, ms: lasting(random, 2_000) }),
  (random) => ({ fault: { kind: 'swallow', direction: 'both' }, ms: lasting(random, 200) }),
]

/** The same between the server and PostgreSQL: a commit whose answer is lost must have its one effect. */
export async function databaseNetworkLoop(it: Loop): Promise<NetworkVerdict> {
  const platform = await createPlatform(it.people, { limits: attentive })
  const socket = path.join(String(platform.postgres.host), '.s.PGSQL.5432')
  const network = await createProxy({ path: socket }, randomFrom(it.seed - 1))
  try {
    const through = { ...platform.postgres, host: '127.0.0.1', port: network.port }
    const node = await platform.start(0, { postgres: through })
    const verdict = await besiege({
      ...it,
      target: 'network-postgres',
      platform,
      portOf: () => node.port,
      freshPort: () => node.port,
      strike: (cycle, random) =>
        trouble([network], betweenServerAndDatabase[cycle % betweenServerAndDatabase.length], random),
    })
    return { ...verdict, ...count([network]) }
  } finally {
    await network.stop()
    await platform.stop()
  }
}

async function trouble(
  networks: readonly Proxy[],
  kind: Trouble | undefined,
  random: Random,
): Promise<string> {
  if (!kind) throw new Error('no trouble')
  const { fault, ms } = kind(random)
  for (const network of networks) network.set(fault)
  await new Promise((resolve) => setTimeout(resolve, ms))
  for (const network of networks) network.set({ kind: 'none' })
  return `${JSON.stringify(fault)} for ${Math.round(ms)} ms, on ${networks.length}`
}

const count = (networks: readonly Proxy[]) => ({
  connections: networks.reduce((sum, { stats }) => sum + stats.connections, 0),
  cut: networks.reduce((sum, { stats }) => sum + stats.cut, 0),
})
