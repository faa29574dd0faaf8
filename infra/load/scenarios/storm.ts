import { createCrowds } from '../crowds.ts'
import { createPlatform } from '../platform.ts'
import type { Report } from '../report.ts'

/** Everybody is connected; the server is killed (`kill -9`); everybody comes back by themselves and has missed nothing. */
export async function storm({ people = 15_000 }): Promise<Report> {
  const platform = await createPlatform(people)
  const crowds = createCrowds(3)
  try {
    const first = await platform.start()
    const session = `session:${platform.session}`
    const entered = await crowds.enter({ ports: [first.port], people, channels: [session, 'person:{me}'] })
    const returned = crowds.comeBack()
    await first.kill()
    const second = await platform.start(first.port)
    const back = await returned
    await crowds.speak({
      type: 'chat:say',
      input: { session: platform.session, text: 'after the storm' },
      perSecond: 1,
      seconds: 3,
      alone: false,
    })
    await new Promise((resolve) => setTimeout(resolve, 3_000))
    const { gaps, connected, places } = await crowds.figures(session)
    const [truth] = await platform.query<{ seq: number }>('SELECT seq FROM channels WHERE id = $1', [session])
    return {
      scenario: 'storm',
      parameters: { people, nodes: 1, workers: 3 },
      figures: {
        enteredMs: entered.ms,
        backMs: back.ms,
        connected,
        gaps,
        places,
        truth: truth?.seq,
        server: await second.figures(),
      },
      notTested: ['TLS', 'participants on other machines'],
    }
  } finally {
    await crowds.leave()
    await platform.stop()
  }
}
