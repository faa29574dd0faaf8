import type { CommandType, InputOf } from '@rostrum/shared/kernel/contract.ts'
import type { FailureCode } from '@rostrum/shared/kernel/failure.ts'
import type { SessionId } from '@rostrum/shared/kernel/fields.ts'
import { uuid7 } from '@rostrum/shared/kernel/ids.ts'
import type { Wire } from '@rostrum/shared/protocol.ts'
import { clock } from '#kernel/clock.ts'
import { call } from '#kernel/live.ts'
import { forgetPending } from '#kernel/pending.ts'

/** A question that waited this long for the line is not sent without asking: the session has moved on. */
const wantedMs = 30 * 60_000

/** What became of it shows by `usePending` until it is there. */
export function ask(session: SessionId, text: string, anonymous: boolean): void {
  void call('questions:ask', { session, text, anonymous }, { exp: clock.now() + wantedMs })
}

export interface Refusal {
  readonly code: FailureCode
  readonly state?: unknown
}
export type QuestionCommand = CommandType<Pick<Wire, 'questions'>>

/** Does it; undefined, or why not. The one who asked shows the reason, so it is not kept among what was not sent. */
export async function act<T extends QuestionCommand>(
  type: T,
  input: InputOf<Wire, T>,
): Promise<Refusal | undefined> {
  const id = uuid7()
  const answer = await call(type, input, { id })
  if (answer.ok) return undefined
  forgetPending(id)
  return { code: answer.code, state: answer.state }
}
