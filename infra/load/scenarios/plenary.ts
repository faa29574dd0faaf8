import { createCrowds } from '../crowds.ts'
import { summary } from '../histogram.ts'
import { createPlatform } from '../platform.ts'
import type { Report } from '../report.ts'

/** Everybody in one session, who hear a few messages a second; then everybody's server is killed, and they come back. */
export async function plenary({ people = 15_000, perSecond = 5, seconds = 20 }): Promise<Report> {
  const platform = await createPlatform(people)
  const crowds = createCrowds(3)
  try {
    const node = await platform.start()
    const session = `session:${platform.session}`
    const entered = await crowds.enter({ ports: [node.port], people, channels: [session, 'person:{me}'] })
    await crowds.reset()
    await node.reset()
    const acks = await crowds.speak({
      type: 'chat:say',
      input: {
        session: platform.session,
        text: 'A message to everybody, sent at @@now, about so long as people write.',
      },
      perSecond,
      seconds,
      alone: false,
    })
    const server = await node.figures()
    const { delivery, gaps, connected, places } = await crowds.figures(session)
    return {
      scenario: 'plenary',
      parameters: { people, perSecond, seconds, nodes: 1, workers: 3 },
      figures: {
        connectedAfterMs: entered.ms,
        connected,
        delivery: summary(delivery),
        expected: people * perSecond * seconds,
        ack: { ...summary(acks.latency), codes: acks.codes },
        gaps,
        places,
        server: {
          ...server,
          cpuShare: server.cpuMs / (seconds * 1000),
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
