import { createHistogram, record } from './histogram.ts'
import type { Histogram } from './histogram.ts'
import type { Participant, Place } from './participant.ts'

/** A participant's place in the crowd, which is theirs whether they are connected or not. */
export interface Seat {
  readonly n: number
  readonly port: number
  /** The session they are in now, where people move. */
  hall: string
  participant: Participant | undefined
  places: ReadonlyMap<string, Place>
  gaps: number
  /** How often they were cut off and have come back. */
  returns: number
}

/** What was answered, and how soon. */
export interface Acks {
  readonly latency: Histogram
  readonly codes: Readonly<Record<string, number>>
}

export interface Wish {
  readonly type: string
  readonly input: unknown
}

export function createTally() {
  const acks = { latency: createHistogram(), codes: {} as Record<string, number> }
  return {
    acks,
    async send(seat: Seat, { type, input }: Wish): Promise<void> {
      const at = performance.now()
      const ack = await seat.participant?.command(type, withMoment(input))
      const code = !ack ? 'absent' : ack.ok ? 'ok' : ack.code
      this.note(code, performance.now() - at)
    },
    note(code: string, ms: number): void {
      record(acks.latency, ms)
      acks.codes[code] = (acks.codes[code] ?? 0) + 1
    },
  }
}

/** Things at a steady pace, whether or not the earlier ones are done: an open loop, so that queueing shows. */
export async function steadily(
  { perSecond, seconds }: { readonly perSecond: number; readonly seconds: number },
  act: () => Promise<unknown>,
): Promise<void> {
  const running: Promise<unknown>[] = []
  const start = performance.now()
  for (let n = 0; n < perSecond * seconds; n++) {
    const waitMs = start + (n * 1000) / perSecond - performance.now()
    if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs))
    running.push(act())
  }
  await Promise.all(running)
}

/** `@@now` in a text becomes the moment of sending, which listeners measure against: one clock, one machine. */
const withMoment = (input: unknown): unknown =>
  JSON.parse(JSON.stringify(input).replaceAll('@@now', `@@${Date.now()}`))
