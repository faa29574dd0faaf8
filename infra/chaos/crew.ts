import { createConnection } from '@rostrum/client/kernel/connection.ts'
import type { Connection } from '@rostrum/client/kernel/connection.ts'
import { createFeatureStore, distribute } from '@rostrum/client/kernel/createFeatureStore.ts'
import { channelId } from '@rostrum/shared/kernel/channel.ts'
import type { ChannelId } from '@rostrum/shared/kernel/channel.ts'
import { fingerprint } from '@rostrum/shared/kernel/contract.ts'
import type { PersonId, SessionId } from '@rostrum/shared/kernel/fields.ts'
import { uuid7 } from '@rostrum/shared/kernel/ids.ts'
import type { MessageId } from '@rostrum/shared/features/chat/chat.contract.ts'
import { chatState } from '@rostrum/shared/features/chat/chat.state.ts'
import type { QuestionId } from '@rostrum/shared/features/questions/questions.contract.ts'
import { questionsState } from '@rostrum/shared/features/questions/questions.state.ts'
import { protocol } from '@rostrum/shared/protocol.ts'
import type { Wire } from '@rostrum/shared/protocol.ts'
import { personOf } from '../load/names.ts'
import { cookieOf } from '../load/platform.ts'
import type { Random } from './random.ts'

/*
 * People who use the platform while it is being killed: each with the real client's connection and stores, each writing
 * without pause and reading everything they may see.
 */

export interface Member {
  readonly n: number
  readonly channels: readonly ChannelId[]
  readonly connection: Connection<Wire>
  /** What the stores hold, by channel: to be compared with what a fresh client is told. */
  state(): unknown
  /** The order in which each channel's events came. */
  readonly heard: ReadonlyMap<ChannelId, readonly number[]>
  /** What came that this person may not see. */
  readonly leaks: readonly string[]
  close(): void
}

/** Everything that was acknowledged: it must be there once, whatever was killed. */
export interface Acknowledged {
  readonly asked: QuestionId[]
  readonly said: MessageId[]
  commands: number
  /** Answered from memory of what was done before: the first answer was lost with a server. */
  repeated: number
  readonly refused: string[]
}

const wire = fingerprint(protocol)
/** In `heard`: from here on the channel was told anew, from a snapshot. */
export const storyBegins = 0

export function join(port: number, n: number, session: SessionId): Member {
  const questions = createFeatureStore(questionsState)
  const chat = createFeatureStore(chatState)
  const heard = new Map<ChannelId, number[]>()
  const inner = distribute([questions, chat])
  const person = personOf(n) as PersonId
  const moderators = channelId('moderators', session)
  const channels = [channelId('session', session), channelId('person', person)]
  if (n === 0) channels.push(moderators)
  const leaks: string[] = []
  const watch = (channel: ChannelId, told: unknown) => {
    if (!channels.includes(channel)) leaks.push(`${channel} was told to ${person}`)
    else if (channel !== moderators && namesAsker(told)) leaks.push(`who asked was told to ${person}`)
  }
  const connection = createConnection<Wire>({
    url: `http://127.0.0.1:${port}`,
    headers: { cookie: cookieOf(n), origin: `http://127.0.0.1:${port}` },
    auth: { wire },
    sink: {
      replace(channel, snapshot) {
        watch(channel, snapshot)
        heard.get(channel)?.push(storyBegins)
        inner.replace(channel, snapshot)
      },
      apply(channel, entries) {
        watch(channel, entries)
        const seqs = heard.get(channel) ?? []
        heard.set(channel, seqs)
        seqs.push(...entries.map(([seq]) => seq))
        inner.apply(channel, entries)
      },
    },
  })
  for (const channel of channels) connection.subscribe(channel)
  // Everybody tries to hear what only the moderators may, each time anew.
  connection.socket.on('connect', () => connection.subscribe(moderators))
  // Come back at once instead of after a polite while: what is tested is what happens, not how long people wait.
  const hurry = setInterval(() => connection.wake(), 150)
  return {
    n,
    channels,
    connection,
    heard,
    leaks,
    state: () => [questions.store.getState(), chat.store.getState()],
    close() {
      clearInterval(hurry)
      connection.close()
    },
  }
}

/** Somewhere in what was told: a question that was asked anonymously, and by whom. */
function namesAsker(told: unknown): boolean {
  if (typeof told !== 'object' || told === null) return false
  const { text, by } = told as { text?: unknown; by?: unknown }
  const isAnonymous = typeof text === 'string' && text.startsWith(anonymously)
  return (isAnonymous && by !== undefined && by !== null) || Object.values(told).some(namesAsker)
}
const anonymously = 'Anonymous question'

interface Writing {
  readonly session: SessionId
  readonly random: Random
  readonly acknowledged: Acknowledged
  readonly running: () => boolean
}

/** Writes until told to stop: asks, votes for what others asked, and says something, as fast as one person may. */
export async function write(member: Member, writing: Writing): Promise<void> {
  const { session, acknowledged, running, random } = writing
  let saidAt = 0
  for (let n = 0; running(); n++) {
    const says = Date.now() - saidAt > sayEveryMs
    if (says) saidAt = Date.now()
    const answer = says ? await say(member, session) : await askOrVote(member, writing, n)
    if (!answer.ok) acknowledged.refused.push(answer.code)
    else {
      acknowledged.commands++
      if (answer.dup) acknowledged.repeated++
      const made = answer.output as { id: string } | null
      if (made) (says ? acknowledged.said : acknowledged.asked).push(made.id as never)
    }
    await new Promise((resolve) => setTimeout(resolve, 40 + random() * 60))
  }
}

/** Ten messages in ten seconds are what one person may say. */
const sayEveryMs = 1_200

const say = ({ connection }: Member, session: SessionId) =>
  connection.call('chat:say', { session, text: `Message ${uuid7()}` })

function askOrVote({ connection }: Member, { session, acknowledged, random }: Writing, n: number) {
  const votable = acknowledged.asked[Math.floor(random() * acknowledged.asked.length)]
  const anonymous = n % 2 === 0
  if (votable === undefined || n % 3 === 0)
    return connection.call('questions:ask', {
      session,
      text: `${anonymous ? anonymously : 'Question'} ${uuid7()}`,
      anonymous,
    })
  return connection.call('questions:vote', { session, question: votable, on: random() < 0.7 })
}
