import { setTimeout as wait } from 'node:timers/promises'
import { createCrowdsFor, together } from '../crowds.ts'
import type { Crowds } from '../crowds.ts'
import type { Flood, FloodFigures } from '../flooder.ts'
import { summary } from '../histogram.ts'
import { ask, launch } from '../launch.ts'
import { cookieOf } from '../platform.ts'
import type { Report } from '../report.ts'
import { answered, inVenue, loopback, untilTold } from '../venue.ts'
import type { Venue } from '../venue.ts'

const defaults = { people: 2_000, sockets: 10, seconds: 8, rounds: 5, perSecond: 5, reacts: 200 }
type Parameters = typeof defaults

/** One person floods the server by every door, again and again, and stops in between: do the others notice? */
export async function flood(given: Partial<Parameters>, venue?: Venue): Promise<Report> {
  const parameters = { ...defaults, ...given }
  const { people, sockets, rounds: many } = parameters
  return inVenue(venue, { people: people + 1 }, async (at) => {
    const crowds = createCrowdsFor(people, 2)
    const session = `session:${at.platform.session}`
    const flooder = startFlooder({
      port: at.node.port,
      cookie: cookieOf(people),
      session: at.platform.session,
      sockets,
    })
    try {
      const channels = [session, 'person:{me}']
      const entered = await crowds.enter({ ports: [at.node.port], people, channels })
      await listen(at, crowds, parameters) // what a process does for the first time is not counted
      const rounds: { readonly quiet: Heard; readonly flooded: Heard; readonly flood: FloodFigures }[] = []
      for (let round = 0; round < many; round++) {
        const quiet = await listen(at, crowds, parameters)
        const from = await flooder.order('start')
        await wait(500)
        const flooded = await listen(at, crowds, parameters)
        rounds.push({ quiet, flooded, flood: since(from, await flooder.order('stop')) })
        await wait(1_000)
      }
      const heard = await untilTold(at, crowds, session)
      const middle = (of: (it: Heard) => number) =>
        rounds.map((it) => of(it.flooded) / of(it.quiet)).toSorted((a, b) => a - b)[Math.floor(many / 2)]
      return {
        scenario: 'flood',
        parameters: { ...parameters, nodes: 1, workers: 2 },
        figures: {
          rounds,
          floodedToQuiet: {
            ackP99: middle((it) => it.ack.p99),
            deliveryP99: middle((it) => it.delivery.p99),
            cpu: middle((it) => it.server.cpuMs),
          },
          refused: {
            atTheDoor: entered.refused,
            answers: rounds.reduce((sum, it) => sum + it.quiet.refused + it.flooded.refused, 0),
          },
          connected: heard.connected,
          gaps: heard.gaps,
          behind: heard.behind,
        },
        notTested: [...loopback, 'many accounts, or many addresses, in one hand'],
      }
    } finally {
      await crowds.leave()
      flooder.stop()
    }
  })
}

type Heard = Awaited<ReturnType<typeof listen>>

/** What the others have of it: how soon they are answered, and how soon they hear each other. */
async function listen(at: Venue, crowds: Crowds, { perSecond, reacts, seconds }: Parameters) {
  const { node } = at
  const { session } = at.platform
  await crowds.reset()
  await node.reset()
  const text = 'A message to everybody, sent at @@now, about so long as people write.'
  const [said, reacted] = await Promise.all([
    crowds.speak({ type: 'chat:say', input: { session, text }, perSecond, seconds, alone: false }),
    crowds.speak({
      type: 'presence:react',
      input: { session, kind: 'applause' },
      perSecond: reacts,
      seconds,
      alone: false,
    }),
  ])
  const server = await node.figures()
  const { delivery } = await untilTold(at, crowds, `session:${session}`)
  const ack = answered(together([said, reacted]))
  return { delivery: summary(delivery), ack, refused: ack.n - (ack.codes['ok'] ?? 0), server }
}

function startFlooder(flooding: Flood) {
  const child = launch(new URL('../flooder.ts', import.meta.url), JSON.stringify(flooding))
  return {
    order: (order: 'start' | 'stop') => ask<FloodFigures>(child, order),
    stop: () => void child.kill('SIGKILL'),
  }
}

const since = (before: FloodFigures, after: FloodFigures): FloodFigures => ({
  sent: after.sent - before.sent,
  heardMiB: after.heardMiB - before.heardMiB,
  closed: after.closed - before.closed,
  refused: more(before.refused, after.refused),
  http: more(before.http, after.http),
})

const more = (before: Readonly<Record<string, number>>, after: Readonly<Record<string, number>>) =>
  Object.fromEntries(Object.entries(after).map(([key, n]) => [key, n - (before[key] ?? 0)]))
