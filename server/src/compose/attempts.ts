import type { ChannelKind } from '@rostrum/shared/kernel/channel.ts'
import type { ForumId, SessionId } from '@rostrum/shared/kernel/fields.ts'
import { protocol } from '@rostrum/shared/protocol.ts'
import type { Answered } from '#kernel/edge.ts'
import { operator } from '#kernel/operator.ts'
import type { AuditEntry } from '../features/moderation/index.ts'

/** What only those who run a forum or a session may try, by its place. */
const ofLeaders: ReadonlySet<ChannelKind> = new Set(['moderators', 'desk'])
/** The fields that say what an act is about. */
const subjects = ['question', 'message', 'report', 'restriction', 'person'] as const

/**
 * Of two moderators who decide about the same thing at the same time one is refused, and has changed nothing; that it was
 * tried is in the audit log all the same. It is written after the answer, beside the commands: nobody waits for it.
 */
export const notingAttempts =
  (note: (entry: AuditEntry) => Promise<void>, now: () => Date) =>
  ({ actor, envelope, ack }: Answered): void => {
    if (ack.ok || ack.code !== 'conflict' || actor === operator) return
    const kind = kinds.get(envelope.type)
    if (!kind || !ofLeaders.has(kind)) return
    const input = envelope.input as Input
    void note({
      ...placeOf(input),
      actor: actor.id,
      act: `${envelope.type.replace(':', '.')}.refused`,
      subject: subjectOf(input),
      after: { refused: ack.code, base: input.base ?? null },
      at: now(),
    })
  }

interface Input extends Readonly<Partial<Record<(typeof subjects)[number], string>>> {
  readonly session?: SessionId
  readonly forum?: ForumId
  readonly base?: number
}

const placeOf = ({ session, forum }: Input) => ({
  ...(session ? { session } : {}),
  ...(forum ? { forum } : {}),
})

function subjectOf(input: Input): string {
  const about = subjects.find((it) => input[it] !== undefined)
  if (about) return `${about}:${input[about]}`
  return input.session ? `session:${input.session}` : `forum:${input.forum}`
}

const kinds: ReadonlyMap<string, ChannelKind> = new Map(
  Object.values(protocol).flatMap(({ feature, commands }) =>
    Object.entries(commands).map(([verb, { kind }]): [string, ChannelKind] => [`${feature}:${verb}`, kind]),
  ),
)
