import { setTimeout as wait } from 'node:timers/promises'
import { createCrowds, createCrowdsFor, together } from '../crowds.ts'
import type { Crowds } from '../crowds.ts'
import { openModerator, unwanted } from '../desk.ts'
import type { Moderator } from '../desk.ts'
import { merge, summary } from '../histogram.ts'
import type { Report } from '../report.ts'
import { answered, inVenue, letModerate, loopback, untilTold } from '../venue.ts'
import type { Venue } from '../venue.ts'

const defaults = { people: 500, quiet: 2_000, moderators: 3, seconds: 15, rounds: 2, asks: 4, pauseMs: 200 }
type Parameters = typeof defaults

/**
 * A brigade asks nearly the same again and again, each of them as soon as they are answered, beside others who ask a
 * little and moderators who judge what waits: are these served, and does anybody see what waits?
 */
export async function brigade(given: Partial<Parameters>, venue?: Venue): Promise<Report> {
  const parameters = { ...defaults, ...given }
  const { people, quiet, moderators: many, rounds: times } = parameters
  return inVenue(venue, { people: people + quiet + many }, async (at) => {
    const session = `session:${at.platform.session}`
    const ports = [at.node.port]
    const [honest, accounts] = [createCrowdsFor(quiet, 2), createCrowds(1)]
    await letModerate(at.platform, people + quiet, many)
    const moderators = await Promise.all(
      Array.from({ length: many }, (_, n) => openModerator(at, people + quiet + n)),
    )
    try {
      const channels = [session, 'person:{me}']
      await honest.enter({ ports, people: quiet, first: people, channels })
      await accounts.enter({ ports, people, channels })
      const from = await placeOf(at)
      const rounds: Record<'without' | 'beside', Shift>[] = []
      for (let round = 0; round < times; round++)
        rounds.push({
          without: await shift({ at, moderators, honest }, parameters),
          beside: await shift({ at, moderators, honest, accounts }, parameters),
        })
      const heard = await untilTold(at, honest, session)
      const approved = rounds.flatMap(({ without, beside }) => [...without.approved, ...beside.approved])
      return {
        scenario: 'brigade',
        parameters: { ...parameters, nodes: 1, workers: 3 },
        figures: {
          rounds: rounds.map((it) => ({ without: it.without.figures, beside: it.beside.figures })),
          approved: approved.length,
          shownUnapproved: await shownBut(at, approved, from),
          connected: heard.connected,
          gaps: heard.gaps,
          behind: heard.behind,
        },
        notTested: [...loopback, 'accounts that ask different things', 'several servers'],
      }
    } finally {
      for (const it of moderators) it.leave()
      await honest.leave()
      await accounts.leave()
    }
  })
}

interface Room {
  readonly at: Venue
  readonly moderators: readonly Moderator[]
  readonly honest: Crowds
  readonly accounts?: Crowds
}
type Shift = Awaited<ReturnType<typeof shift>>

/** Moderators at work for so long, while some ask what they want to know, and the brigade, if it is there, whatever it can. */
async function shift({ at, moderators, honest, accounts }: Room, { seconds, asks, pauseMs }: Parameters) {
  const { session } = at.platform
  const ask = (text: string) => ({ type: 'questions:ask', input: { session, text, anonymous: false } })
  await at.node.reset()
  const databaseMs = at.platform.databaseMs()
  const opened = wait(seconds * 500).then(() => moderators[0]?.openQueue())
  const [work, asked, pressed] = await Promise.all([
    Promise.all(moderators.map((it) => it.work({ seconds, pauseMs }))),
    honest.speak({ ...ask('What does it mean for us, @@now?'), perSecond: asks, seconds, alone: false }),
    accounts?.each({ ...ask(`${unwanted}, offer @@now`), withinMs: 0, seconds }),
  ])
  return {
    approved: work.flatMap((it) => it.approved),
    figures: {
      judged: answered(together(work.map((it) => it.acks))),
      seen: summary(merge(work.map((it) => it.seen))),
      waiting: Math.max(...work.map((it) => it.waiting)),
      openedMs: await opened,
      asked: answered(asked),
      ...(pressed && { brigade: answered(pressed) }),
      server: await at.node.figures(),
      databaseMs: at.platform.databaseMs() - databaseMs,
    },
  }
}

/** Questions that everybody was told of though no moderator had approved them: looked for in the session's own story. */
async function shownBut({ platform }: Venue, approved: readonly string[], from: string): Promise<number> {
  const [row] = await platform.query<{ n: number }>(
    `SELECT count(*)::int AS n FROM events
     WHERE channel = $1 AND seq > $2 AND type = 'questions:shown' AND body ->> 'id' <> ALL ($3)`,
    [`session:${platform.session}`, from, approved],
  )
  return row?.n ?? 0
}

async function placeOf({ platform }: Venue): Promise<string> {
  const [row] = await platform.query<{ seq: string }>('SELECT seq FROM channels WHERE id = $1', [
    `session:${platform.session}`,
  ])
  return row?.seq ?? '0'
}
