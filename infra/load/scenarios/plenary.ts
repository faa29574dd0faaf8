import { createCrowds } from '../crowds.ts'
import type { Crowds } from '../crowds.ts'
import type { CrowdFigures } from '../crowd.ts'
import { summary } from '../histogram.ts'
import { createPlatform } from '../platform.ts'
import type { Report } from '../report.ts'

/** Everybody in one session, who hear a few messages a second, and how many react. */
export async function plenary({
  people = 15_000,
  perSecond = 5,
  seconds = 20,
  reacts = 50,
}): Promise<Report> {
  const platform = await createPlatform(people)
  const crowds = createCrowds(3)
  try {
    const node = await platform.start()
    const session = `session:${platform.session}`
    const entered = await crowds.enter({ ports: [node.port], people, channels: [session, 'person:{me}'] })
    await crowds.reset()
    await node.reset()
    const from = performance.now()
    const input = { session: platform.session }
    const text = 'A message to everybody, sent at @@now, about so long as people write.'
    const pace = { seconds, alone: false }
    const [acks, reacted] = await Promise.all([
      crowds.speak({ type: 'chat:say', input: { ...input, text }, perSecond, ...pace }),
      crowds.speak({
        type: 'presence:react',
        input: { ...input, kind: 'applause' },
        perSecond: reacts,
        ...pace,
      }),
    ])
    const expected = people * perSecond * seconds
    const { delivery, gaps, connected, places } = await allHeard(crowds, session, expected)
    const server = await node.figures()
    const wallMs = performance.now() - from
    return {
      scenario: 'plenary',
      parameters: { people, perSecond, seconds, reacts, nodes: 1, workers: 3 },
      figures: {
        connectedAfterMs: entered.ms,
        connected,
        delivery: summary(delivery),
        expected,
        ack: { ...summary(acks.latency), codes: acks.codes },
        reacted: { ...summary(reacted.latency), codes: reacted.codes },
        gaps,
        places,
        server: {
          ...server,
          cpuShare: server.cpuMs / wallMs,
          usPerFrame: (server.cpuMs * 1000) / (server.delivered || 1),
        },
      },
      notTested: ['TLS', 'participants on other machines: they share the two cores with the server'],
    }
  } finally {
    await crowds.leave()
    await platform.stop()
  }
}

const patienceMs = 30_000

/** What the server has sent is not yet here: the slowest are those that matter. After a while they count as lost. */
async function allHeard(crowds: Crowds, session: string, expected: number): Promise<CrowdFigures> {
  const until = performance.now() + patienceMs
  for (;;) {
    const figures = await crowds.figures(session)
    if (figures.delivery.n >= expected || performance.now() > until) return figures
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
}
