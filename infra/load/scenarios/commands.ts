import pg from 'pg'
import type { PersonId } from '@rostrum/shared/kernel/fields.ts'
import { uuid7 } from '@rostrum/shared/kernel/ids.ts'
import { connect } from '@rostrum/server/kernel/db.ts'
import { createRunner } from '@rostrum/server/kernel/runner.ts'
import type { Runner } from '@rostrum/server/kernel/runner.ts'
import { createHandBatched } from '../baselines/handBatched.ts'
import type { HandBatched } from '../baselines/handBatched.ts'
import { createHistogram, record, summary } from '../histogram.ts'
import { createPlatform } from '../platform.ts'
import type { Platform } from '../platform.ts'
import { probeFeature, probeSchema } from '../probe.ts'
import type { Report } from '../report.ts'

/** Durable commands on one hot channel in a closed loop, ours beside the same rows batched by hand, same run. */
export async function commands({ callers = 512, seconds = 3, repeats = 3 }): Promise<Report> {
  const platform = await createPlatform(1)
  await platform.query(probeSchema)
  const byHand = await createHandBatched(platform.postgres)
  const runner = startRunner(platform.postgres)
  const rounds: Round[] = []
  try {
    for (let round = 0; round < repeats; round++)
      rounds.push(await compare({ byHand, runner, platform, callers, seconds }))
    const middle = (of: (round: Round) => number) =>
      rounds.map(of).toSorted((a, b) => a - b)[Math.floor(repeats / 2)]
    return {
      scenario: 'commands',
      parameters: { callers, seconds, repeats },
      figures: {
        rounds,
        ratio: {
          general: middle((it) => it.note.perSecond / it.noteByHand.perSecond),
          setBased: middle((it) => it.vote.perSecond / it.voteByHand.perSecond),
        },
        ratioOfProcessorTime: {
          general: middle((it) => costOf(it.noteByHand) / costOf(it.note)),
          setBased: middle((it) => costOf(it.voteByHand) / costOf(it.vote)),
        },
      },
      notTested: ['sockets: the callers are in the server process', 'a database on another machine'],
    }
  } finally {
    await runner.stop()
    await byHand.stop()
    await platform.stop()
  }
}

interface Loop {
  readonly perSecond: number
  readonly ackMs: ReturnType<typeof summary>
  /** Processor time of this process and of the database: it holds where others use the machine too. */
  readonly cpuUsEach: number
  readonly databaseUsEach: number
}
interface Round {
  readonly noteByHand: Loop
  readonly note: Loop
  readonly voteByHand: Loop
  readonly vote: Loop
}

const costOf = ({ cpuUsEach, databaseUsEach }: Loop) => cpuUsEach + databaseUsEach

function startRunner(postgres: pg.ClientConfig): Runner {
  return createRunner({
    features: [probeFeature],
    admit: async (actor) => ({ person: actor.id, roles: [] }),
    connections: Array.from({ length: 4 }, () => () => connect(postgres)),
    onCommit: () => {},
    log: (message, error) => console.error(message, error),
  })
}

async function compare(it: {
  readonly byHand: HandBatched
  readonly runner: Runner
  readonly platform: Pick<Platform, 'query' | 'databaseMs'>
  readonly callers: number
  readonly seconds: number
}): Promise<Round> {
  const { byHand, runner, callers, seconds } = it
  const note = uuid7()
  await it.platform.query(
    `INSERT INTO notes (id, session, by, text, at) VALUES ($1, 'hot', 'x', 'hot', now())`,
    [note],
  )
  let serial = 0
  const text = 'What about this one, and why does it matter to us all?'
  const send = async (type: string, input: unknown) => {
    const grants = { forums: {}, sessions: {} }
    const actor = { id: `p${serial++}` as PersonId, signIn: '', grants, removedFrom: [] }
    return (await runner.run(actor, { id: uuid7(), type, input })).ok
  }
  const { databaseMs } = it.platform
  const loop = (once: () => Promise<boolean>) => closedLoop({ callers, seconds, databaseMs }, once)
  return {
    noteByHand: await loop(() => byHand.note(`h${serial++}`, 'byhand', text)),
    note: await loop(() => send('probe:note', { session: 'hot', text })),
    voteByHand: await loop(() => byHand.vote(`h${serial++}`, note)),
    vote: await loop(() => send('probe:vote', { session: 'hot', note, on: true })),
  }
}

/** Each caller waits for its answer before it sends the next. The first 0.7 s are not counted. */
async function closedLoop(
  how: { readonly callers: number; readonly seconds: number; readonly databaseMs: () => number },
  once: () => Promise<boolean>,
): Promise<Loop> {
  const { callers, seconds, databaseMs } = how
  let latency = createHistogram()
  let end = performance.now() + 700
  const call = async () => {
    while (performance.now() < end) {
      const at = performance.now()
      if (!(await once())) throw new Error('a command was refused')
      record(latency, performance.now() - at)
    }
  }
  const all = () => Promise.all(Array.from({ length: callers }, call))
  await all()
  latency = createHistogram()
  const cpu = process.cpuUsage()
  const database = databaseMs()
  const from = performance.now()
  end = from + seconds * 1000
  await all()
  const wallSeconds = (performance.now() - from) / 1000
  const used = process.cpuUsage(cpu)
  return {
    perSecond: Math.round(latency.n / wallSeconds),
    ackMs: summary(latency),
    cpuUsEach: Math.round((used.user + used.system) / latency.n),
    databaseUsEach: Math.round(((databaseMs() - database) * 1000) / latency.n),
  }
}
