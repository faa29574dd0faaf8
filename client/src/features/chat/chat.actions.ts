import type { MessageId } from '@rostrum/shared/features/chat/chat.contract.ts'
import type { PersonId, SessionId } from '@rostrum/shared/kernel/fields.ts'
import type { InputOf } from '@rostrum/shared/kernel/contract.ts'
import type { Wire } from '@rostrum/shared/protocol.ts'
import { call } from '#kernel/live.ts'

export interface Saying {
  readonly text: string
  readonly answerTo?: MessageId
  readonly mentions: readonly PersonId[]
}

/** The id of what was said, or undefined when it was refused; a refusal is shown where the words are. */
export async function say(
  session: SessionId,
  { text, answerTo, mentions }: Saying,
): Promise<MessageId | undefined> {
  const input = { session, text, mentions: [...mentions], ...(answerTo ? { answerTo } : {}) }
  const answer = await call('chat:say', input)
  return answer.ok ? answer.output.id : undefined
}

export const takeBack = (session: SessionId, message: MessageId) =>
  call('chat:takeBack', { session, message })

export type HideReason = InputOf<Wire, 'chat:hide'>['reason']

export const hide = (session: SessionId, message: MessageId, reason: HideReason) =>
  call('chat:hide', { session, message, reason })

export const restore = (session: SessionId, message: MessageId) => call('chat:restore', { session, message })

export const configure = (session: SessionId, change: { open?: boolean; slowModeSeconds?: number }) =>
  call('chat:configure', { session, ...change })

export const markRead = (session: SessionId, message: MessageId) => call('chat:read', { session, message })
