import { createHistogram, record } from './histogram.ts'
import type { Histogram } from './histogram.ts'
import { openByHand } from './baselines/byHandParticipant.ts'
import { hallAt, liveThrough } from './day.ts'
import type { Day } from './day.ts'
import { createHark } from './hark.ts'
import { personOf } from './names.ts'
import { openParticipant } from './participant.ts'
import type { Hearing } from './participant.ts'
import { createTally, steadily } from './seat.ts'
import type { Acks, Seat } from './seat.ts'

/*
 * A worker process that is some thousands of participants. It does what the instrument says (see Order) and answers each
 * order with one message.
 */

export type Order =
  | {
      readonly do: 'enter'
      readonly ports: readonly number[]
      readonly from: number
      readonly to: number
      /** `{me}` stands for the person, `{hall}` for the session they are in. */
      readonly channels: readonly string[]
      readonly halls: number
      /** A person's cookie is this name and theirs. */
      readonly cookieName: string
      /** To our server, or to the one made by hand to compare it with. */
      readonly server: 'ours' | 'by hand'
    }
  | {
      readonly do: 'each'
      readonly type: string
      readonly input: unknown
      /** Everybody begins at random within this time. */
      readonly withinMs: number
      /** Again as soon as it is answered, for so long; 0: once. */
      readonly seconds: number
    }
  | {
      readonly do: 'speak'
      readonly type: string
      readonly input: unknown
      readonly perSecond: number
      readonly seconds: number
      /** Always the same participant, who will not be stopped; else somebody at random each time. */
      readonly alone: boolean
    }
  | {
      readonly do: 'loop'
      readonly session: string
      readonly notes: readonly string[]
      readonly seconds: number
    }
  | { readonly do: 'day'; readonly day: Day }
  /** From now on: who has heard this text, and when; nobody has yet. */
  | { readonly do: 'hark'; readonly text: string }
  | { readonly do: 'heard'; readonly since: number }
  | { readonly do: 'come-back' }
  | { readonly do: 'stall'; readonly count: number }
  | { readonly do: 'wake' }
  | { readonly do: 'reset' }
  | { readonly do: 'figures'; readonly channel: string; readonly said: Readonly<Record<string, number>> }
  | { readonly do: 'leave' }

export interface Entered {
  readonly ms: number
  readonly connected: number
  /** How often somebody was not let in at first, and tried again. */
  readonly refused: number
}
export interface CrowdFigures {
  readonly delivery: Histogram
  readonly gaps: number
  readonly connected: number
  /** How often somebody was cut off and has come back. */
  readonly returns: number
  /** How many have not heard all that was `said`. */
  readonly behind: number
  /** How many participants stand at which position of the channel asked about. */
  readonly places: Readonly<Record<string, number>>
}

const mark = /@@(\d{13})/g
const seats: Seat[] = []
let channels: readonly string[] = []
let open = openParticipant
let cookieName = ''
let delivery = createHistogram()
const hark = createHark<Seat>()
let back: { at: number; left: number; done: (entered: Entered) => void } | undefined

function hear(seat: Seat, { text, isAnswer }: Hearing): void {
  hark.hear(seat, text)
  if (isAnswer || !text.includes('@@')) return
  const now = Date.now()
  for (const match of text.matchAll(mark)) record(delivery, now - Number(match[1]))
}

async function sit(seat: Seat): Promise<void> {
  let isSeated = false
  const participant = await open(
    {
      port: seat.port,
      cookie: `${cookieName}=${personOf(seat.n)}`,
      onFrame: (hearing) => hear(seat, hearing),
      onClose: () => isSeated && stand(seat),
    },
    seat.places,
  )
  try {
    await Promise.all(channels.map((it) => participant.subscribe(of(seat, it))))
  } catch (error) {
    participant.close()
    throw error
  }
  seat.participant = participant
  isSeated = true
}

/** Full jitter, as the real client: the first wait at random within half a second, doubling to a bound. */
const pause = (attempt: number) =>
  new Promise((resolve) => setTimeout(resolve, Math.random() * Math.min(5_000, 500 * 2 ** attempt)))

/** A server that is busy may let somebody wait, and refuse them for the moment; gives how often it did. */
async function sitAtLast(seat: Seat): Promise<number> {
  for (let attempt = 0; ; attempt++)
    try {
      await sit(seat)
      return attempt
    } catch (error) {
      if (attempt >= 8) throw error
      await pause(attempt)
    }
}

const of = (seat: Seat, channel: string): string =>
  channel.replace('{me}', personOf(seat.n)).replace('{hall}', seat.hall)

function stand(seat: Seat): void {
  if (!seat.participant) return
  seat.places = seat.participant.places
  seat.gaps += seat.participant.wrong.gaps
  seat.participant = undefined
  if (back) void comeBack(seat)
}

async function comeBack(seat: Seat): Promise<void> {
  for (let attempt = 0; back; attempt++) {
    await pause(attempt)
    try {
      await sit(seat)
      seat.returns++
      if (back && --back.left === 0)
        back.done({ ms: Date.now() - back.at, connected: seats.length, refused: 0 })
      return
    } catch {
      // not yet: the server is still coming up, or is full for the moment
    }
  }
}

async function inTurn<T>(
  items: readonly T[],
  width: number,
  task: (item: T) => Promise<unknown>,
): Promise<void> {
  let next = 0
  const lane = async () => {
    for (let item = items[next++]; item !== undefined; item = items[next++]) await task(item)
  }
  await Promise.all(Array.from({ length: width }, lane))
}

async function each(order: Extract<Order, { do: 'each' }>): Promise<Acks> {
  const tally = createTally()
  const one = async (seat: Seat) => {
    await new Promise((resolve) => setTimeout(resolve, Math.random() * order.withinMs))
    const end = performance.now() + order.seconds * 1000
    do await tally.send(seat, order)
    while (performance.now() < end)
  }
  await Promise.all(seats.map(one))
  return tally.acks
}

async function speak(order: Extract<Order, { do: 'speak' }>): Promise<Acks> {
  const tally = createTally()
  await steadily(order, () => {
    const seat = seats[order.alone ? 0 : Math.floor(Math.random() * seats.length)]
    return seat ? tally.send(seat, order) : Promise.resolve()
  })
  return tally.acks
}

/** Everybody sends their next command when the last is answered: a vote, a note, a vote, … */
async function loop({ session, notes, seconds }: Extract<Order, { do: 'loop' }>): Promise<Acks> {
  const tally = createTally()
  const end = performance.now() + seconds * 1000
  const one = async (seat: Seat) => {
    for (const note of notes) {
      await tally.send(seat, { type: 'probe:vote', input: { session, note, on: true } })
      if (performance.now() > end) return
      await tally.send(seat, { type: 'probe:note', input: { session, text: 'Noted at @@now, and why not.' } })
      if (performance.now() > end) return
    }
    throw new Error('there were not notes enough to vote on')
  }
  await Promise.all(seats.map(one))
  return tally.acks
}

function figures({ channel, said }: Extract<Order, { do: 'figures' }>): CrowdFigures {
  const places: Record<string, number> = {}
  const sum = { gaps: 0, connected: 0, returns: 0, behind: 0 }
  for (const seat of seats) {
    const id = of(seat, channel)
    const { isHere, gaps, seq } = stateOf(seat, id)
    places[seq ?? 'none'] = (places[seq ?? 'none'] ?? 0) + 1
    sum.gaps += gaps
    sum.connected += isHere ? 1 : 0
    sum.returns += seat.returns
    sum.behind += (seq ?? -1) < (said[id] ?? 0) ? 1 : 0
  }
  return { delivery, places, ...sum }
}

const stateOf = ({ participant, places, gaps }: Seat, id: string) => ({
  isHere: participant !== undefined,
  gaps: gaps + (participant?.wrong.gaps ?? 0),
  seq: (participant?.places ?? places).get(id)?.seq,
})

async function enter(order: Extract<Order, { do: 'enter' }>): Promise<Entered> {
  channels = order.channels
  cookieName = order.cookieName
  open = order.server === 'ours' ? openParticipant : openByHand
  const fresh = Array.from({ length: order.to - order.from }, (_, i): Seat => {
    const n = order.from + i
    return {
      n,
      port: order.ports[n % order.ports.length] ?? 0,
      hall: hallAt(Math.random(), order.halls),
      participant: undefined,
      places: new Map(),
      gaps: 0,
      returns: 0,
    }
  })
  seats.push(...fresh)
  const at = Date.now()
  let refused = 0
  await inTurn(fresh, 100, async (seat) => {
    refused += await sitAtLast(seat)
  })
  return { ms: Date.now() - at, connected: fresh.length, refused }
}

const obedience: { readonly [Do in Order['do']]: (order: Extract<Order, { do: Do }>) => unknown } = {
  enter,
  each,
  speak,
  loop,
  day: ({ day }) => liveThrough(seats, day),
  hark({ text }) {
    hark.listenFor(text)
    return 'listening'
  },
  heard: ({ since }) => hark.after(since),
  'come-back': () => new Promise<Entered>((done) => (back = { at: Date.now(), left: seats.length, done })),
  stall({ count }) {
    for (const seat of seats.slice(0, count)) seat.participant?.stall()
    return 'stalled'
  },
  wake() {
    for (const seat of seats) seat.participant?.wake()
    return 'awake'
  },
  reset() {
    delivery = createHistogram()
    return 'reset'
  },
  figures,
  leave() {
    back = undefined
    for (const seat of seats.splice(0)) seat.participant?.close()
    return 'left'
  },
}

const obey = async (order: Order): Promise<unknown> => obedience[order.do](order as never)

process.on('message', ({ id, order }: { id: number; order: Order }) => {
  void obey(order).then(
    (answer) => process.send?.({ id, answer }),
    (error: unknown) => process.send?.({ id, error: String(error) }),
  )
})
process.on('disconnect', () => process.exit(0))
