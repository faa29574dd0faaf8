import { uuid7 } from '@rostrum/shared/kernel/ids.ts'
import { createCrowds, createCrowdsFor } from '../crowds.ts'
import type { Crowds } from '../crowds.ts'
import { summary } from '../histogram.ts'
import { hallOf } from '../names.ts'
import type { Platform } from '../platform.ts'
import type { Report } from '../report.ts'
import { answered, inVenue, loopback, untilTold } from '../venue.ts'
import type { Venue } from '../venue.ts'

const defaults = { people: 15_000, seconds: 10, others: 300, says: 5 }

/**
 * Everybody votes for one question within ten seconds, while they hear the total grow: the tally is exact. Meanwhile some
 * others talk in another session.
 */
export async function vote(given: Partial<typeof defaults>, venue?: Venue): Promise<Report> {
  const parameters = { ...defaults, ...given }
  const { people, seconds, others } = parameters
  return inVenue(venue, { people: people + others, halls: 1 }, async (at) => {
    const voters = createCrowdsFor(people, 3)
    const talkers = createCrowds(1)
    const { session } = at.platform
    const elsewhere = `session:${hallOf(0)}`
    const ports = [at.node.port]
    try {
      await talkers.enter({ ports, people: others, first: people, channels: [elsewhere] })
      await voters.enter({ ports, people, channels: [`session:${session}`] })
      const question = await askPublicly(at.platform)
      const alone = await talk(at, talkers, parameters)
      await at.node.reset()
      const [acks, beside] = await Promise.all([
        voters.each({
          type: 'questions:vote',
          input: { session, question, on: true },
          withinMs: seconds * 1000,
          seconds: 0,
        }),
        talk(at, talkers, parameters),
      ])
      const server = await at.node.figures()
      const { gaps, behind } = await untilTold(at, talkers, elsewhere)
      return {
        scenario: 'vote',
        parameters: { ...parameters, nodes: 1, workers: 4 },
        figures: {
          ack: answered(acks),
          tally: await tallyOf(at.platform, question),
          talk: { alone, beside, gaps, behind },
          server,
        },
        notTested: loopback,
      }
    } finally {
      await voters.leave()
      await talkers.leave()
    }
  })
}

/** What those in the other session hear of each other, and how soon they are answered. */
async function talk(at: Venue, talkers: Crowds, { says, seconds }: typeof defaults) {
  await talkers.reset()
  const input = { session: hallOf(0), text: 'Said at @@now to whoever is in this room, and to nobody else.' }
  const acks = await talkers.speak({ type: 'chat:say', input, perSecond: says, seconds, alone: false })
  const { delivery } = await untilTold(at, talkers, `session:${hallOf(0)}`)
  return { delivery: summary(delivery), ack: answered(acks) }
}

async function tallyOf({ query }: Platform, question: string) {
  const [tally] = await query<{ votes: number; voters: number }>(
    'SELECT votes, (SELECT count(*)::int FROM question_votes WHERE question = questions.id) AS voters FROM questions WHERE id = $1',
    [question],
  )
  return tally
}

/** A question everybody sees; put there before the run, as this is not what is measured. */
async function askPublicly({ query, session }: Platform): Promise<string> {
  const id = uuid7()
  const by = JSON.stringify({ id: 'load-1', name: 'Participant load-1', organisation: null, badge: null })
  await query(
    `INSERT INTO questions (id, session, asker, by, anonymous, text, tokens, asked_at, state, votes, version)
     VALUES ($1, $2, 'load-1', $3, false, 'What about everybody?', '{}', now(), 'approved', 0, 2)`,
    [id, session, by],
  )
  return id
}
