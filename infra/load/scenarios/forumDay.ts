import { createCrowdsFor } from '../crowds.ts'
import { deeds, questionIn } from '../day.ts'
import type { Deed } from '../day.ts'
import { summary } from '../histogram.ts'
import { hallOf } from '../names.ts'
import type { NodeFigures } from '../node.ts'
import type { Report } from '../report.ts'
import { answered, inVenue, loopback, untilTold } from '../venue.ts'
import type { Venue } from '../venue.ts'

const defaults = {
  people: 15_000,
  halls: 160,
  seconds: 30,
  moves: 100,
  says: 40,
  asks: 5,
  votes: 40,
  reacts: 60,
}

/** What the kernel waits between two frames of a channel when there is no hurry. */
const tickMs = 250

/**
 * A day of a forum: everybody is in one of many sessions, a few of which are full; they move, speak, ask, vote and react.
 * `moves` to `reacts` are how many of each a second, all people together.
 */
export async function forumDay(given: Partial<typeof defaults>, venue?: Venue): Promise<Report> {
  const parameters = { ...defaults, ...given }
  const { people, halls, seconds } = parameters
  const perSecond: Record<Deed, number> = {
    move: parameters.moves,
    say: parameters.says,
    ask: parameters.asks,
    vote: parameters.votes,
    react: parameters.reacts,
  }
  return inVenue(venue, { people, halls }, async (at) => {
    const crowds = createCrowdsFor(people, 3)
    try {
      await openQuestions(at, halls)
      const channels = ['forum:load', 'session:{hall}', 'person:{me}']
      const entered = await crowds.enter({ ports: [at.node.port], people, halls, channels })
      await untilTold(at, crowds, 'session:{hall}')
      await crowds.reset()
      const before = await at.node.figures()
      await at.node.reset()
      const acks = await crowds.day({ halls, seconds, perSecond })
      const server = await at.node.figures()
      const heard = await untilTold(at, crowds, 'session:{hall}')
      return {
        scenario: 'forum-day',
        parameters: { ...parameters, nodes: 1, workers: 3 },
        figures: {
          enteredMs: entered.ms,
          connected: heard.connected,
          delivery: summary(heard.delivery),
          acks: Object.fromEntries(deeds.map((it) => [it, answered(acks[it])])),
          gaps: heard.gaps,
          behind: heard.behind,
          ...costOf(server, before, seconds),
        },
        notTested: [...loopback, 'pictures and sound', 'pages and files, which come over HTTP'],
      }
    } finally {
      await crowds.leave()
    }
  })
}

function costOf(server: NodeFigures, before: NodeFigures, seconds: number) {
  const delivered = server.delivered - before.delivered
  return {
    server: { ...server, delivered, frames: server.frames - before.frames },
    cpuShare: server.cpuMs / (seconds * 1000),
    usPerDelivered: (server.cpuMs * 1000) / delivered,
    statementsPerTick: server.queries / ((seconds * 1000) / tickMs),
  }
}

async function openQuestions({ platform }: Venue, halls: number): Promise<void> {
  const sessions = Array.from({ length: halls }, (_, n) => hallOf(n))
  const by = JSON.stringify({ id: 'load-0', name: 'Participant load-0', organisation: null, badge: null })
  await platform.query(
    `INSERT INTO questions (id, session, asker, by, anonymous, text, tokens, asked_at, state, votes, version)
     SELECT id, session, 'load-0', $3, false, 'What about this session?', '{}', now(), 'approved', 0, 2
     FROM unnest($1::uuid[], $2::text[]) AS q(id, session)`,
    [sessions.map(questionIn), sessions, by],
  )
}
