import { uuid7 } from '@rostrum/shared/kernel/ids.ts'
import { createCrowds } from '../crowds.ts'
import { summary } from '../histogram.ts'
import { createPlatform } from '../platform.ts'
import type { Report } from '../report.ts'

/** Everybody votes for one question within ten seconds, while they hear the total grow: the tally is exact. */
export async function vote({ people = 15_000, seconds = 10 }): Promise<Report> {
  const platform = await createPlatform(people)
  const crowds = createCrowds(3)
  try {
    const node = await platform.start()
    const session = `session:${platform.session}`
    await crowds.enter({ ports: [node.port], people, channels: [session] })
    await platform.query('UPDATE memberships SET role = $1 WHERE person = $2', ['moderator', 'load-0'])
    const question = await askPublicly(platform)
    await node.reset()
    const acks = await crowds.each({
      type: 'questions:vote',
      input: { session: platform.session, question, on: true },
      withinMs: seconds * 1000,
      times: 1,
    })
    const server = await node.figures()
    const [tally] = await platform.query<{ votes: number; voters: number }>(
      'SELECT votes, (SELECT count(*)::int FROM question_votes WHERE question = questions.id) AS voters FROM questions WHERE id = $1',
      [question],
    )
    return {
      scenario: 'vote',
      parameters: { people, seconds, nodes: 1, workers: 3 },
      figures: { ack: { ...summary(acks.latency), codes: acks.codes }, tally, server },
      notTested: ['TLS', 'participants on other machines'],
    }
  } finally {
    await crowds.leave()
    await platform.stop()
  }
}

/** A question everybody sees; put there before the run, as this is not what is measured. */
async function askPublicly(platform: Awaited<ReturnType<typeof createPlatform>>): Promise<string> {
  const id = uuid7()
  const by = JSON.stringify({ id: 'load-1', name: 'Participant load-1', organisation: null, badge: null })
  await platform.query(
    `INSERT INTO questions (id, session, asker, by, anonymous, text, tokens, asked_at, state, votes, version)
     VALUES ($1, $2, 'load-1', $3, false, 'What about everybody?', '{}', now(), 'approved', 0, 2)`,
    [id, platform.session, by],
  )
  return id
}
