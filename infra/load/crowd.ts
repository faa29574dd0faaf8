import { protocol } from '@rostrum/shared/protocol.ts'
import { fingerprint } from '@rostrum/shared/kernel/contract.ts'
import { createHistogram, record } from './histogram.ts'
import type { Histogram } from './histogram.ts'
import { openParticipant } from './participant.ts'
import type { Hearing, Participant, Place } from './participant.ts'
import { cookieOf, personOf } from './platform.ts'

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
      readonly channels: readonly string[]
    }
  | {
      readonly do: 'each'
      readonly type: string
      readonly input: unknown
      readonly withinMs: number
      readonly times: number
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
  | { readonly do: 'come-back' }
  | { readonly do: 'stall'; readonly count: number }
  | { readonly do: 'reset' }
  | { readonly do: 'figures'; readonly channel: string }
  | { readonly do: 'leave' }

export interface Entered {
  readonly ms: number
  readonly connected: number
}
export interface Acks {
  readonly latency: Histogram
  readonly codes: Readonly<Record<string, number>>
}
export interface CrowdFigures {
  readonly delivery: Histogram
  readonly gaps: number
  readonly connected: number
  /** How many participants stand at which position of the channel asked about. */
  readonly places: Readonly<Record<string, number>>
}

interface Seat {
  readonly n: number
  readonly port: number
  participant: Participant | undefined
  places: ReadonlyMap<string, Place>
  gaps: number
}

const wire = fingerprint(protocol)
const mark = /@@(\d{13})/g
const seats: Seat[] = []
let channels: readonly string[] = []
let delivery = createHistogram()
let back: { at: number; left: number; done: (entered: Entered) => void } | undefined

function hear({ text }: Hearing): void {
  if (!text.includes('@@')) return
  const now = Date.now()
  for (const match of text.matchAll(mark)) record(delivery, now - Number(match[1]))
}

async function sit(seat: Seat): Promise<void> {
  const participant = await openParticipant(
    { port: seat.port, cookie: cookieOf(seat.n), protocol: wire, onFrame: hear, onClose: () => stand(seat) },
    seat.places,
  )
  seat.participant = participant
  for (const channel of channels) await participant.subscribe(channel.replace('{me}', personOf(seat.n)))
}

function stand(seat: Seat): void {
  if (!seat.participant) return
  seat.places = seat.participant.places
  seat.gaps += seat.participant.wrong.gaps
  seat.participant = undefined
  if (back) void comeBack(seat)
}

/** Full jitter, as the real client: the first wait at random within half a second, doubling to a bound. */
async function comeBack(seat: Seat): Promise<void> {
  for (let attempt = 0; back; attempt++) {
    const waitMs = Math.random() * Math.min(5_000, 500 * 2 ** attempt)
    await new Promise((resolve) => setTimeout(resolve, waitMs))
    try {
      await sit(seat)
      if (back && --back.left === 0) back.done({ ms: Date.now() - back.at, connected: seats.length })
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
    for (let time = 0; time < order.times; time++) await tally.send(seat, order)
  }
  await Promise.all(seats.map(one))
  return tally.acks
}

/** Commands at a steady pace, whether or not the earlier ones are answered: an open loop, so that queueing shows. */
async function speak(order: Extract<Order, { do: 'speak' }>): Promise<Acks> {
  const tally = createTally()
  const running: Promise<void>[] = []
  const total = order.perSecond * order.seconds
  const start = performance.now()
  for (let n = 0; n < total; n++) {
    const due = start + (n * 1000) / order.perSecond
    if (due > performance.now()) await new Promise((resolve) => setTimeout(resolve, due - performance.now()))
    const seat = seats[order.alone ? 0 : Math.floor(Math.random() * seats.length)]
    if (seat) running.push(tally.send(seat, order))
  }
  await Promise.all(running)
  return tally.acks
}

function createTally() {
  const acks = { latency: createHistogram(), codes: {} as Record<string, number> }
  return {
    acks,
    async send(
      seat: Seat,
      { type, input }: { readonly type: string; readonly input: unknown },
    ): Promise<void> {
      const at = performance.now()
      const ack = await seat.participant?.command(type, withMoment(input))
      record(acks.latency, performance.now() - at)
      const code = !ack ? 'absent' : ack.ok ? 'ok' : ack.code
      acks.codes[code] = (acks.codes[code] ?? 0) + 1
    },
  }
}

/** `@@now` in a text becomes the moment of sending, which listeners measure against: one clock, one machine. */
const withMoment = (input: unknown): unknown =>
  JSON.parse(JSON.stringify(input).replaceAll('@@now', `@@${Date.now()}`))

function figures(channel: string): CrowdFigures {
  const places: Record<string, number> = {}
  let gaps = 0
  for (const seat of seats) {
    const place = (seat.participant?.places ?? seat.places).get(channel.replace('{me}', personOf(seat.n)))
    const at = String(place?.seq ?? 'none')
    places[at] = (places[at] ?? 0) + 1
    gaps += seat.gaps + (seat.participant?.wrong.gaps ?? 0)
  }
  return { delivery, gaps, connected: seats.filter((it) => it.participant).length, places }
}

async function enter(order: Extract<Order, { do: 'enter' }>): Promise<Entered> {
  channels = order.channels
  const fresh = Array.from({ length: order.to - order.from }, (_, i): Seat => {
    const n = order.from + i
    return {
      n,
      port: order.ports[n % order.ports.length] ?? 0,
      participant: undefined,
      places: new Map(),
      gaps: 0,
    }
  })
  seats.push(...fresh)
  const at = Date.now()
  await inTurn(fresh, 100, sit)
  return { ms: Date.now() - at, connected: fresh.length }
}

const obedience: { readonly [Do in Order['do']]: (order: Extract<Order, { do: Do }>) => unknown } = {
  enter,
  each,
  speak,
  'come-back': () => new Promise<Entered>((done) => (back = { at: Date.now(), left: seats.length, done })),
  stall({ count }) {
    for (const seat of seats.slice(0, count)) seat.participant?.stall()
    return 'stalled'
  },
  reset() {
    delivery = createHistogram()
    return 'reset'
  },
  figures: ({ channel }) => figures(channel),
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
