import type { Server as HttpServer } from 'node:http'
import type pg from 'pg'
import type { Express } from 'express'
import { latestField } from '@rostrum/shared/kernel/contract.ts'
import { followAccess } from './access.ts'
import { connect } from './db.ts'
import type { Answered } from './edge.ts'
import type { Facts } from './facts.ts'
import type { Actor, Admit, Feature } from './feature.ts'
import { createHttp } from './http.ts'
import { createHub } from './hub.ts'
import type { Hub } from './hub.ts'
import { createKnocking } from './knocking.ts'
import type { Limits } from './limits.ts'
import { encode } from './outbound.ts'
import { createRetention } from './retention.ts'
import type { Retention } from './retention.ts'
import type { Route } from './routes.ts'
import { createRunner } from './runner.ts'
import type { Runner } from './runner.ts'
import { serveSockets } from './sockets.ts'
import type { Sockets } from './sockets.ts'
import { createSource } from './source.ts'
import { createTail } from './tail.ts'
import type { NodeWire } from './wire.ts'
import { within } from './within.ts'

export interface NodeOptions {
  readonly postgres: pg.ClientConfig
  readonly features: readonly Feature[]
  readonly admit: Admit
  readonly authenticate: (cookies: string | undefined) => Promise<Actor | undefined>
  /** Which sign-in the cookies say they are, true or not. */
  readonly claimIn: (cookies: string | undefined) => string | undefined
  readonly facts: Facts
  readonly origins: readonly string[]
  /** The fingerprint of the wire. */
  readonly wire: string
  readonly limits: Limits
  /** Off: other nodes find what this one commits by polling only. For tests of just that. */
  readonly hint: boolean
  /** To the other nodes, besides the database: quicker, and shared limits. */
  readonly nodes?: NodeWire | undefined
  readonly now: () => Date
  readonly onAnswered?: ((answered: Answered) => void) | undefined
  /** News has gone out to all who listen here, so long after it was heard. */
  readonly onTold?: ((lagMs: number) => void) | undefined
  readonly log: (message: string, error: unknown) => void
}

/** One server process, as far as commands and events go: the kernel's parts, put together. */
export interface Node {
  readonly retention: Retention
  readonly hub: Hub
  readonly runner: Runner
  /** The HTTP door, with these routes beside the kernel's own. */
  api(routes: readonly Route[]): Express
  /** Lets sockets in over this server. */
  serve(http: HttpServer): Promise<Sockets>
  /** What was taken in is finished and answered; then everybody is told to come back elsewhere, or later. */
  drain(): Promise<void>
  stop(): Promise<void>
}

/** Transactions that run side by side. */
const workers = 4

export async function createNode(options: NodeOptions): Promise<Node> {
  const { postgres, features, facts, limits, log, now } = options
  const open = () => connect(postgres)
  const contracts = Object.fromEntries(features.map(({ contract }) => [contract.feature, contract]))
  const source = createSource(features, open)
  const latest = (type: string) => latestField(contracts, type)
  const hub = createHub({ source, encode, latest, limits, log, onTold: options.onTold })
  const tail = await createTail(hub, postgres, options)
  const runner = createRunner({
    ...options,
    connections: Array.from({ length: workers }, () => open),
    onCommit(committed) {
      hub.accept(committed)
      facts.tell(committed)
      tail.hint(committed.map((it) => it.channel))
    },
    onLost: (lanes) => hub.suspect(channelsIn(lanes, hub)),
  })
  const retention = createRetention({
    connect: open,
    now,
    keepDays: limits.keepDays,
    overdue: features.flatMap((it) => it.overdue),
    log,
  })
  const knocking = createKnocking(options)
  let sockets: Sockets | undefined

  return {
    hub,
    retention,
    runner,
    api: (routes) => createHttp({ ...options, runner, source, routes, knocking }),
    async serve(http) {
      sockets = serveSockets({ ...options, http, runner, hub, knocking })
      await followAccess(hub, sockets)
      return sockets
    },
    async drain() {
      sockets?.refuseNew()
      await within(limits.drainMs / 2, runner.stop())
      await within(limits.drainMs / 2, sockets?.stop() ?? Promise.resolve())
    },
    async stop() {
      hub.stop()
      knocking.stop()
      await Promise.all([tail.stop(), retention.stop(), source.stop()])
    },
  }
}

/** The live channels of these lanes: `session:42` and all its parts. */
const channelsIn = (lanes: readonly string[], hub: Hub): string[] =>
  hub
    .active()
    .map(([id]) => id)
    .filter((id) => lanes.some((lane) => id === lane || id.startsWith(`${lane}:`)))
