import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Server } from 'socket.io'
import { WebSocketServer } from 'ws'
import { createHub } from '@rostrum/server/kernel/hub.ts'
import { defaultLimits } from '@rostrum/server/kernel/limits.ts'
import { encode, memberOf } from '@rostrum/server/kernel/outbound.ts'

/*
 * Three ways to tell everybody the same bytes, one per process: a raw `ws` loop, Socket.IO's own broadcast, and our hub.
 * The figure that counts is CPU per delivered message, as a ratio within one run.
 */

export type Way = 'ws' | 'socket.io' | 'hub'
export interface Told {
  readonly cpuUs: number
}

const way = process.argv[2] as Way
const http = createServer()
let seq = 0
const text = 'x'.repeat(150)
const body = `{"id":"01a202ae-785d-7000-933b-bedb98ac5d57","by":"someone","text":"${text}","at":"2026-11-22T09:55:18.231Z"}`
const epoch = 'abcdefgh'
const frame = () => {
  seq++
  return `{"ch":"session:hot","e":"${epoch}","from":${seq},"to":${seq},"d":[[${seq},"chat:said",${body}]]}`
}

const ways: Record<Way, () => () => void> = {
  ws() {
    const wss = new WebSocketServer({ server: http, perMessageDeflate: false })
    return () => {
      const bytes = Buffer.from(`42["f",${frame()}]`)
      for (const it of wss.clients) it.send(bytes, { binary: false })
    }
  },
  'socket.io'() {
    const io = socketIo()
    io.on('connection', (socket) => void socket.join('hot'))
    return () => io.to('hot').emit('f', JSON.parse(frame()))
  },
  hub() {
    const at = { epoch, seq: 0 }
    const limits = { ...defaultLimits, tickMs: 1, deliveriesPerSecond: 1e9 }
    const hub = createHub({
      source: {
        load: async () => ({ ...at, events: [] }),
        since: async () => ({ epoch, events: [] }),
        snapshot: async () => ({ ...at, json: '{}' }),
        stop: async () => {},
      },
      encode,
      limits,
    })
    socketIo().on('connection', (socket) => {
      void hub.join(
        memberOf(socket, limits, () => {}),
        'session:hot' as never,
      )
    })
    return () =>
      hub.accept([
        { channel: 'session:hot' as never, epoch, from: ++seq, events: [{ type: 'chat:said', body }] },
      ])
  },
}

const socketIo = () =>
  new Server(http, {
    transports: ['websocket'],
    serveClient: false,
    perMessageDeflate: false,
    pingInterval: 600_000,
  })

const tell = ways[way]()
http.listen(0, '127.0.0.1', () => process.send?.({ port: (http.address() as AddressInfo).port }))

process.on('message', async ({ rounds, gapMs }: { rounds: number; gapMs: number }) => {
  const before = process.cpuUsage()
  for (let i = 0; i < rounds; i++) {
    tell()
    await new Promise((resolve) => setTimeout(resolve, gapMs))
  }
  const used = process.cpuUsage(before)
  process.send?.({ cpuUs: used.user + used.system } satisfies Told)
})
process.on('disconnect', () => process.exit(0))
