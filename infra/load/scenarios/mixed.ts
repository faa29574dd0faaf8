import { setTimeout as wait } from 'node:timers/promises'
import { uuid7 } from '@rostrum/shared/kernel/ids.ts'
import type { ByHandFigures } from '../baselines/byHandServer.ts'
import { createCrowds } from '../crowds.ts'
import type { Crowds } from '../crowds.ts'
import { summary } from '../histogram.ts'
import { ask, launch, untilStarted } from '../launch.ts'
import type { Report } from '../report.ts'
import { answered, inVenue, letModerate, loopback } from '../venue.ts'
import type { Venue } from '../venue.ts'

const defaults = { callers: 512, people: 1_000, seconds: 4, repeats: 3 }
const moderators = 10

/**
 * Durable commands and fan-out at once, over sockets: callers vote and note in a closed loop; a crowd hears the totals, a
 * few hear every note, and each caller hears their own. Beside it, in the same run, the same over raw `ws` with the same
 * rows batched by hand.
 */
export async function mixed(given: Partial<typeof defaults>, venue?: Venue): Promise<Report> {
  const parameters = { ...defaults, ...given }
  const { callers, people, repeats } = parameters
  return inVenue(venue, { people: callers + people + moderators, withProbe: true }, async (at) => {
    const byHand = await startByHand(at)
    const halls = {
      byHand: createHall(byHand, 'byhand', 'by hand'),
      ours: createHall(at.node, 'hot', 'ours'),
    }
    const rounds: { readonly byHand: Round; readonly ours: Round }[] = []
    try {
      await letModerate(at.platform, callers + people, moderators)
      for (const it of Object.values(halls)) await fill(it, parameters)
      for (let round = 0; round < repeats; round++)
        rounds.push({
          byHand: await measure(at, halls.byHand, parameters),
          ours: await measure(at, halls.ours, parameters),
        })
      const middle = (of: (it: Round) => number) =>
        rounds.map((it) => of(it.ours) / of(it.byHand)).toSorted((a, b) => a - b)[Math.floor(repeats / 2)]
      return {
        scenario: 'mixed',
        parameters: { ...parameters, moderators, nodes: 1, workers: 3 },
        figures: {
          rounds,
          ratio: {
            perSecond: middle((it) => it.perSecond),
            cpuUsEach: middle((it) => it.cpuUsEach),
            deliveryP99: middle((it) => it.delivery.p99),
          },
        },
        notTested: [...loopback, 'a database on another machine'],
      }
    } finally {
      for (const it of Object.values(halls)) await Promise.all([it.callers.leave(), it.listeners.leave()])
      byHand.stop()
    }
  })
}

interface Server {
  readonly port: number
  reset(): Promise<void>
  figures(): Promise<ByHandFigures>
}
interface Hall {
  readonly server: Server
  readonly kind: 'ours' | 'by hand'
  readonly session: string
  readonly callers: Crowds
  readonly listeners: Crowds
}
interface Round {
  readonly perSecond: number
  readonly ack: ReturnType<typeof answered>
  /** Of notes, to the few who hear all of them and to those who made them. */
  readonly delivery: ReturnType<typeof summary>
  readonly cpuUsEach: number
  readonly deliveredPerSecond: number
}

const createHall = (server: Server, session: string, kind: Hall['kind']): Hall => ({
  server,
  kind,
  session,
  callers: createCrowds(1),
  listeners: createCrowds(1),
})

async function startByHand({ platform }: Venue): Promise<Server & { stop(): void }> {
  const file = new URL('../baselines/byHandServer.ts', import.meta.url)
  const child = launch(file, JSON.stringify(platform.postgres))
  const { port } = await untilStarted<{ port: number }>(child)
  return {
    port,
    reset: async () => void (await ask(child, 'reset')),
    figures: () => ask<ByHandFigures>(child, 'figures'),
    stop: () => void child.kill('SIGKILL'),
  }
}

/** People beyond those who exist are nobody's to the server made by hand; and nobody is in both halls, as they share a log. */
const apart = 1_000_000

async function fill(
  { server, kind, session, callers: speakers, listeners }: Hall,
  { callers, people }: { readonly callers: number; readonly people: number },
): Promise<void> {
  const from = kind === 'ours' ? 0 : apart
  const enter = (crowds: Crowds, first: number, count: number, channel: string) =>
    crowds.enter({
      ports: [server.port],
      server: kind,
      first: from + first,
      people: count,
      channels: [channel],
    })
  await enter(speakers, 0, callers, 'person:{me}')
  await enter(listeners, callers, people, `session:${session}`)
  await enter(listeners, callers + people, moderators, `session:${session}:moderators`)
}

const warmSeconds = 0.7
/** What was said last may still be on its way for some ticks; the server made by hand cannot be asked. */
const arriveMs = 750

async function measure(
  at: Venue,
  { server, session, callers, listeners }: Hall,
  { seconds }: { readonly seconds: number },
): Promise<Round> {
  await callers.loop({ session, notes: await notesIn(at, session), seconds: warmSeconds })
  const notes = await notesIn(at, session)
  await Promise.all([callers.reset(), listeners.reset(), server.reset()])
  const before = (await server.figures()).delivered
  const from = performance.now()
  const acks = await callers.loop({ session, notes, seconds })
  const tookS = (performance.now() - from) / 1000
  const { cpuMs, delivered } = await server.figures()
  await wait(arriveMs)
  const { delivery } = await listeners.figures(`session:${session}`)
  return {
    perSecond: acks.latency.n / tookS,
    ack: answered(acks),
    delivery: summary(delivery),
    cpuUsEach: (cpuMs * 1000) / acks.latency.n,
    deliveredPerSecond: (delivered - before) / tookS,
  }
}

/** To vote on, each once: more than anybody gets through in a few seconds. */
async function notesIn({ platform }: Venue, session: string): Promise<string[]> {
  const ids = Array.from({ length: 2_000 }, () => uuid7())
  await platform.query(
    `INSERT INTO notes (id, session, by, text, at) SELECT id, $2, 'x', 'hot', now() FROM unnest($1::uuid[]) AS id`,
    [ids, session],
  )
  return ids
}
