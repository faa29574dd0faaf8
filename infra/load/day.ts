import { hallOf } from './names.ts'
import { createTally, steadily } from './seat.ts'
import type { Acks, Seat } from './seat.ts'

/** What people of a crowd do in the sessions they are in, so often a second, all of them together. */
export interface Day {
  readonly halls: number
  readonly seconds: number
  readonly perSecond: Readonly<Record<Deed, number>>
}
export const deeds = ['move', 'say', 'ask', 'vote', 'react'] as const
export type Deed = (typeof deeds)[number]
export type DayAcks = Readonly<Record<Deed, Acks>>

/** Some sessions are full and most are not: the first of `halls` holds 1/√halls of everybody. `share` is from 0 to 1. */
export const hallAt = (share: number, halls: number): string => hallOf(Math.floor(halls * share ** 2))

/** Every hall has one question that is there from the start, so that there is something to vote on. */
export const questionIn = (hall: string): string =>
  `00000000-0000-7000-8000-${hall.replace(/\D/g, '').padStart(12, '0')}`

export async function liveThrough(seats: readonly Seat[], day: Day): Promise<DayAcks> {
  const anybody = () => seats[Math.floor(Math.random() * seats.length)]
  const tallies = Object.fromEntries(deeds.map((it) => [it, createTally()])) as Record<Deed, Tally>
  const one = (deed: Deed) =>
    steadily({ perSecond: day.perSecond[deed], seconds: day.seconds }, () => {
      const seat = anybody()
      return seat ? acts[deed](seat, tallies[deed], day) : Promise.resolve()
    })
  await Promise.all(deeds.map(one))
  return Object.fromEntries(deeds.map((it) => [it, tallies[it].acks])) as unknown as DayAcks
}

type Tally = ReturnType<typeof createTally>

const acts: Readonly<Record<Deed, (seat: Seat, tally: Tally, day: Day) => Promise<void>>> = {
  /** Out of one room and into another, as the client does it: the old one is left, the new one answers with its picture. */
  async move(seat, tally, { halls }) {
    const { participant } = seat
    if (!participant) return
    participant.unsubscribe(`session:${seat.hall}`)
    seat.hall = hallAt(Math.random(), halls)
    const at = performance.now()
    const code = await participant.subscribe(`session:${seat.hall}`).then(
      () => 'ok',
      () => 'refused',
    )
    tally.note(code, performance.now() - at)
  },
  say: (seat, tally) =>
    tally.send(seat, {
      type: 'chat:say',
      input: { session: seat.hall, text: 'Said at @@now by somebody who has something to add to that.' },
    }),
  ask: (seat, tally) =>
    tally.send(seat, {
      type: 'questions:ask',
      input: {
        session: seat.hall,
        text: 'What does the panel make of the figures of last year?',
        anonymous: false,
      },
    }),
  vote: (seat, tally) =>
    tally.send(seat, {
      type: 'questions:vote',
      input: { session: seat.hall, question: questionIn(seat.hall), on: true },
    }),
  react: (seat, tally) =>
    tally.send(seat, { type: 'presence:react', input: { session: seat.hall, kind: 'applause' } }),
}
