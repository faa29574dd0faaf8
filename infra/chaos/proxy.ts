import { once } from 'node:events'
import net from 'node:net'
import type { AddressInfo, NetConnectOpts, Socket } from 'node:net'
import type { Random } from './random.ts'

/*
 * A network in one process: what is sent to its port arrives at `to`, unless it is having one of its faults. Bytes of one
 * direction of one connection never overtake each other, and none is lost without the connection's being lost: so much
 * TCP promises, whatever happens below it.
 */

type Direction = 'up' | 'down'

export type Fault =
  | { readonly kind: 'none' }
  /** Everything arrives later, and not evenly so. */
  | { readonly kind: 'delay'; readonly ms: number; readonly jitterMs: number }
  | { readonly kind: 'throttle'; readonly bytesPerSecond: number }
  /** Nothing arrives, until the fault is over: then all that was sent does. */
  | { readonly kind: 'stall' }
  /** Nothing arrives any more over the connections there are, in this direction or in both, and nobody is told. */
  | { readonly kind: 'swallow'; readonly direction: Direction | 'both' }
  /** A portal that answers everything with its own page, and breaks what was open. */
  | { readonly kind: 'page' }
  /** Each connection ends in the midst of what it says next. */
  | { readonly kind: 'cut'; readonly direction: Direction }
  /** The connection ends when a client says this: before it has gone up, or when it is answered, without the answer. */
  | { readonly kind: 'cutAt'; readonly text: string; readonly when: 'asked' | 'answered' }

export interface Proxy {
  readonly port: number
  /** From now on. Connections that are lost to an earlier fault stay lost. */
  set(fault: Fault): void
  readonly stats: { readonly connections: number; readonly cut: number }
  stop(): Promise<void>
}

/** What holds for all connections just now. */
interface Weather {
  fault: Fault
  /** Resolves when the present fault is over. */
  settled: Promise<void>
  readonly random: Random
  readonly stats: { connections: number; cut: number }
}

interface Pair {
  readonly client: Socket
  readonly server: Socket
  readonly lost: Set<Direction>
  /** The text of `cutAt` has gone up, and its answer is waited for. */
  isAsked: boolean
}

/** One direction of one connection. */
interface Way {
  readonly direction: Direction
  readonly from: Socket
  readonly onto: Socket
  readonly pair: Pair
}

const page =
  'HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: 49\r\nconnection: close\r\n\r\n<!doctype html><title>Welcome to our wi-fi</title>'

export async function createProxy(to: NetConnectOpts, random: Random): Promise<Proxy> {
  const pairs = new Set<Pair>()
  const stats = { connections: 0, cut: 0 }
  let settle = () => {}
  const weather: Weather = { fault: { kind: 'none' }, settled: Promise.resolve(), random, stats }

  const listener = net.createServer((client) => {
    stats.connections++
    if (weather.fault.kind === 'page')
      return void client
        .on('error', () => {})
        .resume()
        .end(page)
    const server = net.connect(to)
    const pair: Pair = { client, server, lost: new Set(), isAsked: false }
    pairs.add(pair)
    for (const way of waysOf(pair)) void carry(way, weather)
    for (const it of [client, server])
      it.on('close', () => client.destroyed && server.destroyed && pairs.delete(pair))
  })
  listener.listen(0, '127.0.0.1')
  await once(listener, 'listening')

  return {
    port: (listener.address() as AddressInfo).port,
    stats,
    set(fault) {
      weather.fault = fault
      settle()
      weather.settled = new Promise((resolve) => (settle = resolve))
      if (fault.kind === 'page') for (const pair of pairs) end(pair, weather)
    },
    async stop() {
      weather.fault = { kind: 'none' }
      settle()
      for (const pair of pairs) end(pair, weather)
      listener.close()
      await once(listener, 'close')
    },
  }
}

const waysOf = (pair: Pair): readonly Way[] => [
  { direction: 'up', from: pair.client, onto: pair.server, pair },
  { direction: 'down', from: pair.server, onto: pair.client, pair },
]

function end({ client, server }: Pair, { stats }: Weather): void {
  stats.cut++
  client.destroy()
  server.destroy()
}

/** What arrives is delivered one after the other, while the next is already on its way. */
async function carry(way: Way, weather: Weather): Promise<void> {
  const { from, onto, direction, pair } = way
  from.setNoDelay(true)
  from.on('error', () => {}) // 'close' follows
  from.on('close', () => pair.lost.has(direction) || onto.destroy())
  let delivered = Promise.resolve()
  let underWay = 0
  try {
    for await (const chunk of from as AsyncIterable<Buffer>) {
      const due = performance.now() + latencyMs(weather)
      underWay += chunk.length
      delivered = delivered.then(async () => {
        await pause(due - performance.now())
        await deliver(chunk, way, weather)
        underWay -= chunk.length
      })
      if (underWay > bufferBytes) await delivered
    }
    await delivered
    if (!pair.lost.has(direction)) onto.end()
  } catch {
    // its end, which the other side is told by 'close'
  }
}

const latencyMs = ({ fault, random }: Weather): number =>
  fault.kind === 'delay' ? fault.ms + (random() * 2 - 1) * fault.jitterMs : 0

async function deliver(chunk: Buffer, { direction, onto, pair }: Way, weather: Weather): Promise<void> {
  if (weather.fault.kind === 'throttle') await pause((chunk.length / weather.fault.bytesPerSecond) * 1_000)
  while (weather.fault.kind === 'stall') await weather.settled
  const { fault } = weather
  if (fault.kind === 'swallow' && (fault.direction === 'both' || fault.direction === direction))
    pair.lost.add(direction)
  if (pair.lost.has(direction) || onto.destroyed) return
  const kept = keep(chunk, direction, pair, weather)
  if (kept > 0) await written(onto, chunk.subarray(0, kept))
  if (kept < chunk.length) end(pair, weather)
}

/** How much of it still arrives. */
function keep(chunk: Buffer, direction: Direction, pair: Pair, { fault, random }: Weather): number {
  if (fault.kind === 'cut' && fault.direction === direction) return Math.floor(random() * chunk.length)
  if (fault.kind !== 'cutAt') return chunk.length
  const at = chunk.indexOf(fault.text)
  if (at < 0) return chunk.length
  if (direction === 'down') return pair.isAsked ? 0 : chunk.length
  if (fault.when === 'asked') return at
  pair.isAsked = true
  return chunk.length
}

/** What a network holds of one direction before its sender has to wait. */
const bufferBytes = 256 * 1024

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, Math.max(0, ms)))

const written = (onto: Socket, bytes: Buffer) =>
  new Promise<void>((resolve) => void onto.write(bytes, () => resolve()))
