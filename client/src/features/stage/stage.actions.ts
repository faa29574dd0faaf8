import type { CommandType, InputOf } from '@rostrum/shared/kernel/contract.ts'
import type { FailureCode } from '@rostrum/shared/kernel/failure.ts'
import { uuid7 } from '@rostrum/shared/kernel/ids.ts'
import type { Wire } from '@rostrum/shared/protocol.ts'
import { clock } from '#kernel/clock.ts'
import { call } from '#kernel/live.ts'
import { forgetPending } from '#kernel/pending.ts'

export type StageCommand = CommandType<Pick<Wire, 'stage'>>

/** What happens on a stage is wanted now or not at all: a command that waited this long for the line is not sent. */
const wantedMs = 15_000

/** Does it; undefined, or why not. Whoever asked shows the reason, so it is not kept among what was not sent. */
export async function act<T extends StageCommand>(
  type: T,
  input: InputOf<Wire, T>,
): Promise<FailureCode | undefined> {
  const id = uuid7()
  const answer = await call(type, input, { id, exp: clock.now() + wantedMs })
  if (answer.ok) return undefined
  forgetPending(id)
  return answer.code
}
