import { createServer } from 'node:http'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { uuid7 } from '@rostrum/shared/kernel/ids.ts'
import { protocolFingerprint } from '@rostrum/shared/fingerprint.ts'
import { migrate } from '#adapters/postgres/migrations.ts'
import type { Log } from '#adapters/log/log.ts'
import { createReader } from '#adapters/postgres/pool.ts'
import { createFacts } from '#kernel/facts.ts'
import { createNode } from '#kernel/node.ts'
import type { Limits } from '#kernel/limits.ts'
import type { Node } from '#kernel/node.ts'
import type { Answered } from '#kernel/edge.ts'
import { createCaller } from '#kernel/operator.ts'
import type { Sockets } from '#kernel/sockets.ts'
import { connectFeatures, createFeatures } from './compose/features.ts'
import { forgetting } from './compose/forget.ts'
import { createMail } from './compose/mail.ts'
import { createMedia } from './compose/media.ts'
import { migrations } from './compose/migrations.ts'
import { createNodes } from './compose/nodes.ts'
import { complete } from './compose/options.ts'
import { createWatching } from './compose/watching.ts'
import type { AppOptions } from './compose/options.ts'
import { healthRoutes } from './health.ts'
import { createWeb } from './web.ts'

/** The composition root: with what is in `compose/`, the one place that knows every feature and every adapter. */
export async function createApp(given: AppOptions) {
  const options = complete(given)
  const { postgres, now, limits, log } = options
  await migrate(postgres, migrations)
  const reader = createReader(postgres)
  const { db } = reader
  const facts = createFacts(log)
  const mail = createMail(options)
  const livekit = await createMedia(options)
  const { call } = createCaller(() => node.runner)
  const baseUrl = () => options.baseUrl ?? `http://127.0.0.1:${portOf(http)}`
  let isOpen = true
  const features = createFeatures({ ...options, db, facts, call, baseUrl, mail, media: livekit.media })
  const { people, stage, admit } = features
  const all = [...features.all, ...options.extraFeatures]
  const watching = createWatching(options.metrics, all)
  const nodes = await createNodes(options, log)
  const common = { facts, log, nodes: nodes.wire, wire: protocolFingerprint, onTold: watching.onTold }
  const onAnswered = (it: Answered) => [watching.answered, features.noteAttempt].forEach((hear) => hear(it))
  const node = await createNode({ ...options, ...common, ...people, features: all, admit, onAnswered })
  const parts = { database: reader.health, media: stage.status, redis: nodes.health }
  const health = healthRoutes(options.version, parts, () => isOpen)
  const routes = [health, mail.routes, livekit.routes, ...all.map((it) => it.routes)].flat()
  const web = createWeb({ ...options, api: node.api(routes), connectTo: livekit.addresses })
  const http = createServer(patience(limits), web)
  const sockets = await node.serve(http)

  connectFeatures(features, facts)
  const stopCounting = startCounting(features, { node, sockets, log, everyMs: 4 * limits.tickMs })

  await listen(http, options)
  const metricsPort = await watching.start({ node, sockets, reader, parts })
  livekit.start(portOf(http))
  if (options.background) mail.start({ db, templates: people.mailTemplates, now, log })

  return {
    port: portOf(http),
    metricsPort,
    hub: node.hub,
    runner: node.runner,
    retention: node.retention,
    /** What features offer over HTTP, besides commands and channels. */
    routes,
    authenticate: people.authenticate,
    makeSignInLink: people.makeSignInLink,
    makeOrganiser: people.makeOrganiser,
    affected: people.affected,
    forget: forgetting(postgres, all, people),
    /** The media server, and its process when it is ours: for tests that look into it, or kill it. */
    media: livekit.media,
    livekitPid: () => livekit.pid(),
    admitToStage: stage.admit,
    /** What was taken in is finished and everybody told, before anything they need is taken away. */
    async stop() {
      isOpen = false
      await node.drain()
      http.closeAllConnections()
      await watching.stop()
      await stopCounting()
      await mail.stop()
      await stage.stop()
      await livekit.stop()
      await node.stop()
      nodes.stop()
      await reader.stop()
    },
  }
}
export type App = Awaited<ReturnType<typeof createApp>>

/** Who is where, counted on this node and told. */
const startCounting = (
  { presence }: ReturnType<typeof createFeatures>,
  it: { readonly node: Node; readonly sockets: Sockets; readonly log: Log; readonly everyMs: number },
) =>
  presence.watch({
    node: uuid7(),
    audience: it.sockets.audience,
    signal: it.node.hub.signal,
    log: it.log,
    everyMs: it.everyMs,
  })

/** Node looks at these bounds every half minute unless told to: until then, who is slow on purpose would be borne. */
const patience = ({ headersMs, requestMs }: Limits) => ({
  headersTimeout: headersMs,
  requestTimeout: requestMs,
  connectionsCheckingInterval: Math.min(headersMs, requestMs) / 4,
})

const portOf = (http: Server): number => (http.address() as AddressInfo).port

const listen = (http: Server, { port, host }: { readonly port: number; readonly host: string }) =>
  new Promise<void>((resolve) => http.listen(port, host, resolve))
