import { setTimeout as wait } from 'node:timers/promises'
import type { FiledQuestion } from '@rostrum/shared/features/questions/questions.contract.ts'
import type { Frame } from '@rostrum/shared/kernel/wire.ts'
import { createHistogram, record } from './histogram.ts'
import type { Histogram } from './histogram.ts'
import { openParticipant } from './participant.ts'
import type { Hearing } from './participant.ts'
import { cookieOf } from './platform.ts'
import { createTally } from './seat.ts'
import type { Acks } from './seat.ts'
import type { Venue } from './venue.ts'

/** A moderator at the queue of a session's questions, who sees what comes and judges one after the other. */
export interface Moderator {
  work(options: { readonly seconds: number; readonly pauseMs: number }): Promise<Work>
  /** In another window: how many milliseconds it takes until the whole queue is there. */
  openQueue(): Promise<number>
  leave(): void
}
export interface Work {
  readonly acks: Acks
  /** From the sending of a question to its being seen here. */
  readonly seen: Histogram
  /** What everybody may see from now on. */
  readonly approved: readonly string[]
  /** How many still wait, as far as it is seen here. */
  readonly waiting: number
}

/** What a brigade asks again and again; nothing else looks like it. */
export const unwanted = 'Buy cheap coins at the best exchange today'

export async function openModerator({ node, platform }: Venue, n: number): Promise<Moderator> {
  const { session } = platform
  const channel = `session:${session}:moderators`
  const queue = createQueue()
  const come = { port: node.port, cookie: cookieOf(n) }
  const participant = await openParticipant({ ...come, onFrame: (hearing) => queue.hear(hearing) })
  await participant.subscribe(channel)
  return {
    async work({ seconds, pauseMs }) {
      const tally = createTally()
      const approved: string[] = []
      queue.seen = createHistogram()
      for (const end = performance.now() + seconds * 1000; performance.now() < end; await wait(pauseMs)) {
        const question = queue.next()
        if (!question) continue
        const { verb, ...input } = judgement(question, queue.question(question.closeTo))
        const at = performance.now()
        const ack = await participant.command(`questions:${verb}`, { session, ...input })
        tally.note(ack.ok ? verb : ack.code, performance.now() - at)
        if (ack.ok && verb === 'approve') approved.push(question.id)
        if (!ack.ok && ack.state) queue.put(ack.state as FiledQuestion)
      }
      return { acks: tally.acks, seen: queue.seen, approved, waiting: queue.waiting() }
    },
    async openQueue() {
      const from = performance.now()
      const window = await openParticipant(come)
      await window.subscribe(channel)
      window.close()
      return Math.round(performance.now() - from)
    },
    leave: () => participant.close(),
  }
}

/** What somebody asks is approved; of what a brigade does, what resembles another one goes to it, and the rest away. */
function judgement({ id, text, version }: FiledQuestion, like: FiledQuestion | undefined) {
  const seen = { question: id, base: version }
  if (!text.startsWith(unwanted)) return { verb: 'approve', ...seen }
  if (like?.state === 'waiting') return { verb: 'merge', ...seen, into: like.id, intoBase: like.version }
  return { verb: 'dismiss', ...seen, reason: 'Advertising' }
}

/** The queue as the client keeps it: by what was filed last. */
function createQueue() {
  const questions = new Map<string, FiledQuestion>()
  const mark = /@@(\d{13})/
  const waiting = () => [...questions.values()].filter((it) => it.state === 'waiting')
  return {
    seen: createHistogram(),
    hear({ text, isAnswer }: Hearing): void {
      const [, frame] = JSON.parse(text.slice(2)) as [string, Frame]
      const snapshot = frame.snapshot?.['questions'] as { questions: readonly FiledQuestion[] } | undefined
      for (const it of snapshot?.questions ?? []) this.put(it)
      for (const [, type, payload] of frame.d) {
        if (type !== 'questions:filed') continue
        const question = payload as FiledQuestion
        const sentAt = Number(mark.exec(question.text)?.[1])
        if (!isAnswer && !questions.has(question.id)) record(this.seen, Date.now() - sentAt)
        this.put(question)
      }
    },
    put: (it: FiledQuestion) => void questions.set(it.id, it),
    question: (id: string | null) => (id === null ? undefined : questions.get(id)),
    waiting: () => waiting().length,
    /** One that waits, at random: half the time one that is worth it, if there is any, and else whatever is there. */
    next(): FiledQuestion | undefined {
      const all = waiting()
      const wanted = all.filter((it) => !it.text.startsWith(unwanted))
      const some = wanted.length > 0 && Math.random() < 0.5 ? wanted : all
      return some[Math.floor(Math.random() * some.length)]
    },
  }
}
