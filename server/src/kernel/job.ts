import type { Standing } from '@rostrum/shared/kernel/actor.ts'
import type { ChannelId, ChannelKind } from '@rostrum/shared/kernel/channel.ts'
import type { Contract, Rate } from '@rostrum/shared/kernel/contract.ts'
import { failures } from '@rostrum/shared/kernel/failure.ts'
import type { FailureCode } from '@rostrum/shared/kernel/failure.ts'
import type { Ack } from '@rostrum/shared/kernel/wire.ts'
import type * as z from 'zod/mini'
import type { Actor, AnyHandler } from './feature.ts'

/* What goes from the edge through the lanes into a transaction, and what comes out of it. */

/** A command as the contracts describe it, with the handler that fulfils it. */
export interface Known {
  readonly type: string
  readonly contract: Contract
  readonly kind: ChannelKind
  readonly input: z.ZodMiniType
  readonly handler: AnyHandler
  readonly rate: Rate | undefined
}

/** One command of one actor, checked and admitted, on its way to an answer. */
export interface Job {
  readonly actor: Actor
  readonly standing: Standing
  readonly id: string
  /** Of type and input: the same id with another hash is another intent under a used name. */
  readonly hash: string
  readonly command: Known
  readonly input: unknown
  readonly lane: string
  readonly answer: (ack: Ack) => void
}

/** Jobs answered by one call of a handler: one job, or all of one set-based command. */
export interface Group {
  readonly command: Known
  readonly jobs: Job[]
}

/** What one transaction runs, and the lanes it has to itself meanwhile. */
export interface Work {
  readonly groups: readonly Group[]
  readonly lanes: readonly string[]
}

/** What a transaction has added to the story of one channel. */
export interface Committed {
  readonly channel: ChannelId
  readonly epoch: string
  readonly from: number
  readonly events: readonly { readonly type: string; readonly body: string }[]
}

/** A refusal as the client gets it. */
export const refuse = (
  code: FailureCode,
  more: { readonly state?: unknown; readonly retryAfterMs?: number } = {},
): Ack => ({
  ok: false,
  code,
  retry: failures[code],
  ...(more.state === undefined ? {} : { state: more.state }),
  ...(more.retryAfterMs === undefined ? {} : { retryAfterMs: more.retryAfterMs }),
})
