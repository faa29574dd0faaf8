import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo, Socket as Line } from 'node:net'
import { Server } from 'socket.io'
import type { Socket } from 'socket.io'
import { io } from 'socket.io-client'
import { expect, test } from 'vitest'
import type { Packet } from '#kernel/fanout.ts'
import { defaultLimits } from '#kernel/limits.ts'
import { encode, memberOf } from '#kernel/outbound.ts'
import { until } from '#testing/world.ts'

const packet = (n: number, more = ''): Packet => {
  const text = JSON.stringify({ n, more })
  return { text, wire: encode(text) }
}

test('what goes straight to the line overtakes nothing that waits, and nothing overtakes it', async () => {
  const http = createServer().listen(0, '127.0.0.1')
  await once(http, 'listening')
  const server = new Server(http, { transports: ['websocket'] })
  const client = io(`http://127.0.0.1:${(http.address() as AddressInfo).port}`, { transports: ['websocket'] })
  const heard: unknown[] = []
  client.on('f', ({ n, more }: { n: number; more: string }) => heard.push([n, more.length]))
  const [socket] = (await once(server, 'connection')) as [Socket]
  const { send } = memberOf(socket, defaultLimits, () => {})
  const { conn } = socket as unknown as {
    conn: { transport: { socket: { _socket: Line } }; writeBuffer: unknown[] }
  }
  const line = conn.transport.socket._socket

  line.cork() // as if its reader were slow
  send(packet(0), 'news')
  expect(line.writableLength).toBeGreaterThan(0)
  send(packet(1), 'news') //                   after the one on its way
  socket.emit('f', { n: 2, more: '' }) //      waits, and whatever comes later waits behind it
  send(packet(3, 'é'.repeat(100)), 'news')
  send(packet(4), 'signals') //                which are dropped for who is behind
  expect(conn.writeBuffer).toHaveLength(2)
  line.uncork()
  send(packet(5, 'é'.repeat(40_000)), 'news') // the line is free, and two still wait for it
  await until('heard', () => heard.length === 5)
  socket.emit('f', { n: 6, more: '' })
  await until('heard', () => heard.length === 6)
  expect(heard).toEqual([
    [0, 0],
    [1, 0],
    [2, 0],
    [3, 100],
    [5, 40_000],
    [6, 0],
  ])

  client.close()
  await server.close()
})
