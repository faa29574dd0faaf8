import fs from 'node:fs'
import pg from 'pg'
import type { StageState } from '@rostrum/shared/features/stage/stage.contract.ts'
import { nextStates } from '@rostrum/shared/features/stage/stage.policy.ts'
import type { ForumRole, SessionRole } from '@rostrum/shared/kernel/actor.ts'
import type { PersonId } from '@rostrum/shared/kernel/fields.ts'
import { uuid7 } from '@rostrum/shared/kernel/ids.ts'
import type { Ack } from '@rostrum/shared/kernel/wire.ts'
import type { Actor } from '#kernel/feature.ts'
import type { Runner } from '#kernel/runner.ts'
import { demoSessions } from './fill.ts'
import { seedForum, seedPeople, seedSessions } from './seed.ts'

/*
 * What was said in the demo before the newcomer came. It goes through the very commands that people send, so that it
 * is as lawful, as counted and as logged as anything else.
 */

interface Said {
  readonly by: string
  readonly text: string
}
interface Asked extends Said {
  readonly votes: readonly string[]
  readonly anonymous?: boolean
  readonly end: 'waiting' | 'approved' | 'next' | 'answering' | 'answered'
  readonly answer?: string
}
type Life = Readonly<
  Record<keyof typeof demoSessions, { questions: readonly Asked[]; chat: readonly Said[] }>
>

const life = JSON.parse(fs.readFileSync(new URL('life.json', import.meta.url), 'utf8')) as Life

/** What each stage is when a newcomer comes; the live one is set last. */
const stages = { ended: 'ended', preparing: 'preparing', live: 'live' } as const satisfies Readonly<
  Record<keyof typeof demoSessions, StageState>
>

/**
 * Gives the demo's sessions their life, once: the stage of the live one is set last, and says that all before was done.
 * Broken off half-way it goes on where it stopped, because each word has a command id that is always the same. Where the
 * demo was `moved` to now, only the stages are brought back to what they should be.
 */
export async function enliven(
  runner: Pick<Runner, 'run'>,
  postgres: pg.ClientConfig,
  moved: boolean,
): Promise<void> {
  const before = await stagesNow(postgres)
  const isAlive = before.has(demoSessions.live)
  if (isAlive && !moved) return
  const send = createSender(runner)
  for (const name of ['ended', 'preparing', 'live'] as const) {
    const session = demoSessions[name]
    if (!isAlive) await speak(send, session, life[name])
    const { state, version } = before.get(session) ?? { state: 'preparing' as const, version: 0 }
    for (const [n, next] of wayTo(state, stages[name]).entries()) {
      const input = { session, state: next, base: version + n }
      await send({ by: 'demo-moderator', type: 'stage:setState', input, id: uuid7() })
    }
  }
}

/** The shortest lawful way from one state to another, from wherever a visitor has left it. */
function wayTo(from: StageState, to: StageState): readonly StageState[] {
  const ways: (readonly StageState[])[] = [[]]
  for (const way of ways) {
    const at = way.at(-1) ?? from
    if (at === to) return way
    for (const next of nextStates({ state: at, since: null }, new Date()))
      if (!way.includes(next)) ways.push([...way, next])
  }
  throw new Error(`no way from ${from} to ${to}`)
}

interface Sent {
  readonly by: string
  readonly type: string
  readonly input: Readonly<Record<string, unknown>>
  readonly id?: string
}
type Send = (sent: Sent) => Promise<unknown>

async function speak(send: Send, session: string, { questions, chat }: Life[keyof Life]): Promise<void> {
  for (const it of questions) await ask(send, session, it)
  for (const { by, text } of chat) await send({ by, type: 'chat:say', input: { session, text } })
}

async function ask(send: Send, session: string, it: Asked): Promise<void> {
  const { by, text, anonymous = false, votes, end, answer = '' } = it
  const asked = await send({ by, type: 'questions:ask', input: { session, text, anonymous } })
  if (end === 'waiting') return
  const { id: question } = asked as { readonly id: string }
  const decide = (who: string, type: string, input: object) =>
    send({ by: who, type: `questions:${type}`, input: { session, question, ...input } })
  await decide('demo-moderator', 'approve', { base: 1 })
  for (const voter of votes) await decide(voter, 'vote', { on: true })
  if (end === 'next') await decide('demo-moderator', 'putNext', { base: 2, on: true })
  if (end === 'answering') await decide('demo-moderator', 'answerNow', { base: 2 })
  if (end === 'answered') await decide('demo-organiser', 'answer', { base: 2, text: answer })
}

function createSender({ run }: Pick<Runner, 'run'>): Send {
  let count = 0
  const nextId = () => `00000000-0000-7000-8000-${(++count).toString(16).padStart(12, '0')}`
  return async ({ by, type, input, id = nextId() }) => {
    for (;;) {
      const ack: Ack = await run(actorOf(by), { id, type, input })
      if (ack.ok) return ack.output
      if (!ack.retry) throw new Error(`demo: ${type} by ${by}: ${ack.code} ${JSON.stringify(ack.state)}`)
      await new Promise((resolve) => setTimeout(resolve, 250)) // the demo keeps to everybody's limits
    }
  }
}

/** As the seed has them; nobody has signed in for this. */
function actorOf(id: string): Actor {
  const person = seedPeople.find((it) => it.id === id)
  const roles: ForumRole[] = ['attendee', ...(person?.forum ? [person.forum] : [])]
  const parts = seedSessions.flatMap(({ id: session, people }) => {
    const mine: SessionRole[] = [
      ...(`demo-${people.chair}` === id ? (['chair'] as const) : []),
      ...(people.panellists.some((it) => `demo-${it}` === id) ? (['panellist'] as const) : []),
    ]
    return mine.length > 0 ? [[session, mine] as const] : []
  })
  return {
    id: id as PersonId,
    signIn: 'demo',
    grants: { forums: { [seedForum.forum.id]: roles }, sessions: Object.fromEntries(parts) },
    removedFrom: [],
  }
}

async function stagesNow(postgres: pg.ClientConfig) {
  const client = new pg.Client(postgres)
  await client.connect()
  try {
    const { rows } = await client.query<{ session: string; state: StageState; version: number }>(
      'SELECT session, state, version FROM stages WHERE session = ANY($1)',
      [Object.values(demoSessions)],
    )
    return new Map(rows.map((it) => [it.session, it]))
  } finally {
    await client.end()
  }
}
