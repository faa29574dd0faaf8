import { setTimeout as wait } from 'node:timers/promises'
import { createCrowdsFor } from '../crowds.ts'
import type { Crowds } from '../crowds.ts'
import { createHistogram, record, summary } from '../histogram.ts'
import { cookieOf } from '../platform.ts'
import { openParticipant } from '../participant.ts'
import type { Participant } from '../participant.ts'
import type { Report } from '../report.ts'
import { answered, inVenue, letModerate, loopback, untilTold } from '../venue.ts'
import type { Venue } from '../venue.ts'

const defaults = {
  people: 5_000,
  newcomers: 40,
  seconds: 4,
  rounds: 5,
  says: 10,
  reacts: 100,
  asks: 5,
}
type Parameters = typeof defaults

/** A server may go so long by what it knows of which doors are closed (moderation.door.ts), and not longer. */
const doorMs = 300
/** Who is not told by then counts as never told. */
const patienceMs = 30_000

/**
 * In the midst of a busy session a moderator switches the emergency stop on, and off again: when has everybody been told,
 * is anything accepted after its answer, and who comes in. Questions are shown at once until it is on.
 */
export async function emergency(given: Partial<Parameters>, venue?: Venue): Promise<Report> {
  const parameters = { ...defaults, ...given }
  const { people, newcomers, rounds: many } = parameters
  return inVenue(venue, { people: people + 1 + newcomers * many }, async (at) => {
    const { session } = at.platform
    const crowds = createCrowdsFor(people, 3)
    await letModerate(at.platform, people, 1)
    const moderator = await come(at, people)
    try {
      const channels = ['forum:load', `session:${session}`, 'person:{me}']
      await crowds.enter({ ports: [at.node.port], people, channels })
      await moderator.command('questions:configure', { session, moderated: false })
      await busy(at, crowds, parameters) // what a process does for the first time is not counted
      const rounds: Awaited<ReturnType<typeof stopAndGoOn>>[] = []
      for (let round = 0; round < many; round++) {
        const guests = Array.from({ length: newcomers }, (_, n) => people + 1 + round * newcomers + n)
        rounds.push(await stopAndGoOn({ at, crowds, moderator }, guests, parameters))
      }
      await moderator.command('questions:configure', { session, moderated: true })
      const heard = await untilTold(at, crowds, `session:${session}`)
      return {
        scenario: 'emergency',
        parameters: { ...parameters, nodes: 1, workers: 3 },
        figures: {
          rounds,
          whileStopped: await toldWhileStopped(at),
          connected: heard.connected,
          gaps: heard.gaps,
          behind: heard.behind,
        },
        notTested: [...loopback, 'what a browser draws when it is told', 'several servers'],
      }
    } finally {
      moderator.close()
      await crowds.leave()
    }
  })
}

interface Room {
  readonly at: Venue
  readonly crowds: Crowds
  readonly moderator: Participant
}

/** One round: busy, the stop amid that, the same things asked on while it is on, and on again. */
async function stopAndGoOn(room: Room, guests: readonly number[], parameters: Parameters) {
  const { at, crowds } = room
  const [early, ...waiting] = await Promise.all(guests.map((n) => come(at, n)))
  await at.node.reset()
  const before = busy(at, crowds, parameters)
  await wait(parameters.seconds * 500)
  await early?.subscribe(`session:${at.platform.session}`) // so the server has just looked which doors are closed
  const on = await turn(room, true)
  const accepted = await reactionsIn(at)
  const [told, stopped, door] = await Promise.all([
    untilAllTold(crowds, on.since, parameters),
    busy(at, crowds, parameters),
    knock(at, waiting),
  ])
  const reactions = (await reactionsIn(at)) - accepted
  const after = busy(at, crowds, parameters)
  const off = await turn(room, false)
  const [toldOff, inAfter] = await Promise.all([
    untilAllTold(crowds, off.since, parameters),
    letIn(at, door.held, off.since),
  ])
  const figures = {
    before: await before,
    on: { told, answeredMs: on.answeredMs },
    stopped: { ...stopped, reactionsAccepted: reactions },
    door: { letInAtOnce: door.letInAtOnce, letInLater: door.letInLater, held: door.held.length },
    off: { told: toldOff, answeredMs: off.answeredMs, letIn: inAfter },
    after: await after,
    server: await at.node.figures(),
  }
  for (const it of [early, ...waiting]) it?.close()
  return figures
}

/** From the moment before the command is sent: participants and moderator go by one clock. */
async function turn({ at, crowds, moderator }: Room, on: boolean) {
  await crowds.hark(`"panic":{"on":${on}`)
  const since = Date.now()
  const ack = await moderator.command('moderation:stop', { session: at.platform.session, on })
  if (!ack.ok) throw new Error(`the stop was refused: ${ack.code}`)
  return { since, answeredMs: Date.now() - since }
}

async function untilAllTold(crowds: Crowds, since: number, { people }: Parameters) {
  for (;;) {
    const told = await crowds.heard(since)
    if (told.n === people || Date.now() > since + patienceMs) return summary(told)
    await wait(100)
  }
}

/** What attendees do, before, during and after: how it is answered. */
async function busy({ platform }: Venue, crowds: Crowds, { seconds, says, reacts, asks }: Parameters) {
  const { session } = platform
  const act = (type: string, input: object, perSecond: number) =>
    crowds.speak({ type, input: { session, ...input }, perSecond, seconds, alone: false }).then(answered)
  const [said, reacted, asked] = await Promise.all([
    act('chat:say', { text: 'A message to everybody, sent at @@now, about so long as people write.' }, says),
    act('presence:react', { kind: 'applause' }, reacts),
    act('questions:ask', { text: 'What did the panel decide at @@now?', anonymous: false }, asks),
  ])
  return { said, reacted, asked }
}

/** Newcomers at the door: half of them at once, half when every server must know that it is closed. */
async function knock({ platform }: Venue, waiting: readonly Participant[]) {
  const isLetIn = (it: Participant) =>
    it.subscribe(`session:${platform.session}`).then(
      () => true,
      () => false,
    )
  const half = Math.ceil(waiting.length / 2)
  const atOnce = await Promise.all(waiting.slice(0, half).map(isLetIn))
  await wait(doorMs)
  const later = await Promise.all(waiting.slice(half).map(isLetIn))
  const answers = [...atOnce, ...later]
  return {
    letInAtOnce: atOnce.filter((it) => it).length,
    letInLater: later.filter((it) => it).length,
    held: waiting.filter((_, n) => !answers[n]),
  }
}

/** Who was held tries again until they are in. */
async function letIn({ platform }: Venue, held: readonly Participant[], since: number) {
  const after = createHistogram()
  const tryAgain = async (it: Participant): Promise<void> => {
    try {
      await it.subscribe(`session:${platform.session}`)
      record(after, Date.now() - since)
    } catch (error) {
      if (Date.now() > since + patienceMs) throw error
      await wait(50)
      await tryAgain(it)
    }
  }
  await Promise.all(held.map(tryAgain))
  return summary(after)
}

async function reactionsIn({ platform }: Venue): Promise<number> {
  const [row] = await platform.query<{ n: number }>(
    'SELECT coalesce(sum(total), 0)::int AS n FROM reactions WHERE session = $1',
    [platform.session],
  )
  return row?.n ?? 0
}

/** What the session's story tells between a stop and its end, in any round: it is what all attendees are told. */
async function toldWhileStopped({ platform }: Venue) {
  const [row] = await platform.query<{ messages: number; questions: number }>(
    `WITH story AS (
       SELECT type, (SELECT body -> 'panic' ->> 'on' FROM events AS stop
         WHERE stop.channel = events.channel AND stop.type = 'moderation:stopped' AND stop.seq < events.seq
         ORDER BY seq DESC LIMIT 1) AS stopped
       FROM events WHERE channel = $1 AND type IN ('chat:said', 'questions:shown'))
     SELECT count(*) FILTER (WHERE type = 'chat:said')::int AS messages,
            count(*) FILTER (WHERE type = 'questions:shown')::int AS questions
     FROM story WHERE stopped = 'true'`,
    [`session:${platform.session}`],
  )
  return row
}

const come = ({ node }: Venue, n: number) => openParticipant({ port: node.port, cookie: cookieOf(n) })
