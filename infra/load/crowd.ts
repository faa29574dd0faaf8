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
  const latency = createHistogram()
  const codes: Record<string, number> = {}
  const one = async (seat: Seat) => {
    await new Promise((resolve) => setTimeout(resolve, Math.random() * order.withinMs))
    for (let time = 0; time < order.times; time++) {
      const at = performance.now()
      const ack = await seat.participant?.command(order.type, withMoment(order.input))
      record(latency, performance.now() - at)
      const code = !ack ? 'absent' : ack.ok ? 'ok' : ack.code
      codes[code] = (codes[code] ?? 0) + 1
    }
  }
  await Promise.all(seats.map(one))
  return { latency, codes }
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

async function obey(order: Order): Promise<unknown> {
  switch (order.do) {
    case 'enter':
      return enter(order)
    case 'each':
      return each(order)
    case 'come-back':
      return new Promise<Entered>((done) => (back = { at: Date.now(), left: seats.length, done }))
    case 'stall':
      for (const seat of seats.slice(0, order.count)) seat.participant?.stall()
      return 'stalled'
    case 'reset':
      delivery = createHistogram()
      return 'reset'
    case 'figures':
      return figures(order.channel)
    case 'leave':
      back = undefined
      for (const seat of seats.splice(0)) seat.participant?.close()
      return 'left'
    default:
      throw new Error(`unknown order ${JSON.stringify(order satisfies never)}`)
  }
}

process.on('message', (order: Order) => {
  void obey(order).then(
    (answer) => process.send?.({ answer }),
    (error: unknown) => process.send?.({ error: String(error) }),
  )
})
process.on('disconnect', () => process.exit(0))
