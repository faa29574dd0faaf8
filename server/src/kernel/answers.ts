import type { ChannelId } from '@rostrum/shared/kernel/channel.ts'
import type { Position } from '@rostrum/shared/kernel/wire.ts'
import type { Outcome } from './call.ts'
import { refuse } from './job.ts'
import type { Job } from './job.ts'
import type { Done } from './log.ts'

/*
 * What those who asked are told. Positions help an author's own client wait for the echo, so they speak of the lane's own
 * channel and of the author's.
 */

/**
 * Commands answered in one turn of the event loop. Answering, and hearing what is asked next, is half of what a command
 * costs here; in small portions it is done while the database is busy with the next transaction, and not before that.
 */
const perTurn = 16

export interface Answers {
  /** Those whose commands a transaction has just kept or refused. */
  give(outcomes: readonly Outcome[], tops: readonly Position[]): void
  /** Those who had been answered before: the same again, unless they say something else under the same id. */
  giveAgain(repeated: ReadonlyMap<Job, Done>, tops: readonly Position[]): void
  /** Resolves when nobody waits any more, and what they were told is on its way. */
  given(): Promise<void>
}

export function createAnswers(): Answers {
  const waiting: (() => void)[] = []

  function add(answer: () => void): void {
    if (waiting.push(answer) === 1) setImmediate(giveSome)
  }
  function giveSome(): void {
    for (const answer of waiting.splice(0, perTurn)) answer()
    if (waiting.length > 0) setImmediate(giveSome)
  }

  return {
    give(outcomes, tops) {
      const top = topsOf(tops)
      for (const it of outcomes) add(() => it.job.answer(ackOf(it, top)))
    },
    giveAgain(repeated, tops) {
      const top = topsOf(tops)
      for (const [job, before] of repeated) add(() => job.answer(ackAgain(job, before, top)))
    },
    given: () => new Promise((resolve) => add(() => setImmediate(resolve))),
  }
}

type Tops = ReadonlyMap<string, Position>
const topsOf = (tops: readonly Position[]): Tops => new Map(tops.map((it) => [it[0], it]))

function ackOf(it: Outcome, top: Tops) {
  if ('failure' in it) return refuse(it.failure.code, { state: it.failure.state })
  const at = spokenOf(it.job).flatMap((id) => (it.channels.has(id) ? present(top.get(id)) : []))
  return { ok: true, output: JSON.parse(it.output) as unknown, at } as const
}

function ackAgain(job: Job, before: Done, top: Tops) {
  if (before.hash !== job.hash) return refuse('id_reused')
  const at = spokenOf(job).flatMap((id) => present(top.get(id)))
  return { ok: true, output: JSON.parse(before.output) as unknown, at, dup: true } as const
}

export const spokenOf = (job: Job): readonly ChannelId[] => [
  job.lane as ChannelId,
  `person:${job.actor.id}` as ChannelId,
]

const present = (it: Position | undefined): Position[] => (it === undefined ? [] : [it])
