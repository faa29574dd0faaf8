import http from 'node:http'
import os from 'node:os'
import WebSocket from 'ws'
import { uuid7 } from '@rostrum/shared/kernel/ids.ts'

/*
 * One person who does what they can to be in the way: several sockets that say as much as they hold, true and false, also
 * one that reads nothing of what it is answered; frames that are too large; and HTTP. It runs with the lowest priority: a
 * real one has a machine of its own, and what it takes from the others' processor here is not what is to be measured.
 */

export interface Flood {
  readonly port: number
  readonly cookie: string
  readonly session: string
  readonly sockets: number
}
export interface FloodFigures {
  /** Messages that left over sockets. */
  readonly sent: number
  readonly heardMiB: number
  /** Messages that were answered with a refusal, by code. */
  readonly refused: Readonly<Record<string, number>>
  /** Sockets that ended, or were not let in, and were opened again. */
  readonly closed: number
  readonly http: Readonly<Record<string, number>>
}

os.setPriority(19)
const { port, cookie, session, sockets } = JSON.parse(process.argv[2] ?? '{}') as Flood
const headers = { cookie, origin: `http://127.0.0.1:${port}` }
const stats = {
  sent: 0,
  heard: 0,
  closed: 0,
  refused: {} as Record<string, number>,
  http: {} as Record<string, number>,
}
let isOn = false

const say = (text: string) => ({ id: uuid7(), type: 'chat:say', input: { session, text } })
const long = 'x'.repeat(60_000)
/** True commands, false ones, pictures of the session asked for again and again, rooms that are not there, large frames. */
const things: readonly ((n: number) => string)[] = [
  (n) => `42${n}${JSON.stringify(['c', say('Look at me')])}`,
  (n) => `42${n}["c",{"what":"is this"}]`,
  (n) => `42${n}["sub",{"ch":"session:${session}"}]`,
  (n) => `42${n}${JSON.stringify(['c', say('And again')])}`,
  (n) => `42${n}["sub",{"ch":"session:nowhere-${n}"}]`,
  (n) => `42${n}["c",{"id":"${uuid7()}","type":"no:such","input":{}}]`,
  (n) => `42${n}["unsub","session:${session}"]`,
]
const large = (n: number) => `42${n}${JSON.stringify(['c', say(long)])}`
const tooLarge = () => `420${JSON.stringify(['c', say(long + long)])}`

function openSocket(manner: 'reads' | 'is deaf' | 'is large' | 'is too large'): void {
  if (!isOn) return
  const socket = new WebSocket(`ws://127.0.0.1:${port}/socket.io/?EIO=4&transport=websocket`, { headers })
  let n = 0
  const next = () =>
    manner === 'is too large'
      ? tooLarge()
      : manner === 'is large'
        ? large(n)
        : (things[n % things.length]?.(n) ?? '')
  const push = () => {
    if (!isOn) return socket.terminate()
    if (socket.readyState !== WebSocket.OPEN) return
    for (let i = 0; i < 50 && socket.bufferedAmount < 256 * 1024; i++, n++) {
      socket.send(next())
      stats.sent++
    }
    setTimeout(push, 1)
  }
  socket.on('message', (data: Buffer) => {
    stats.heard += data.length
    const text = data.subarray(0, 2).toString()
    if (text.startsWith('0')) socket.send('40')
    if (text === '2') socket.send('3')
    if (text === '43') noteRefusal(data)
    if (text !== '40') return
    if (manner === 'is deaf') socket.pause()
    push()
  })
  socket.on('error', () => {})
  socket.on('close', () => {
    stats.closed++
    setTimeout(openSocket, 10, manner)
  })
}

function noteRefusal(data: Buffer): void {
  const code = /^43\d+\[\{"ok":false,"code":"(\w+)"/.exec(data.subarray(0, 100).toString())?.[1]
  if (code) stats.refused[code] = (stats.refused[code] ?? 0) + 1
}

const agent = new http.Agent({ keepAlive: true, maxSockets: 8 })

function request(method: string, path: string, body?: string): Promise<number> {
  return new Promise((resolve) => {
    const key = { 'idempotency-key': uuid7(), 'content-type': 'application/json' }
    const it = http.request(
      { host: '127.0.0.1', port, method, path, agent, headers: { ...headers, ...(body && key) } },
      (answer) => {
        answer.resume()
        answer.on('close', () => resolve(answer.statusCode ?? 0))
      },
    )
    it.on('error', () => resolve(0))
    it.end(body)
  })
}

async function ask(): Promise<void> {
  const wishes = [
    () => request('GET', `/api/channels/session:${session}`),
    () => request('POST', '/api/commands/chat.say', JSON.stringify({ session, text: 'By the other door' })),
    () => request('POST', '/api/commands/chat.say', JSON.stringify({ session, text: long })),
    () => request('GET', `/api/sessions/${session}/people`),
  ]
  for (let n = 0; isOn; n++) {
    const status = String(await wishes[n % wishes.length]?.())
    stats.http[status] = (stats.http[status] ?? 0) + 1
  }
}

process.on('message', (order: 'start' | 'stop') => {
  isOn = order === 'start'
  if (isOn) {
    openSocket('is too large')
    openSocket('is deaf')
    openSocket('is large')
    for (let n = 3; n < sockets; n++) openSocket('reads')
    for (let n = 0; n < 4; n++) void ask()
  }
  const { sent, heard, closed, refused } = stats
  const figures: FloodFigures = {
    sent,
    heardMiB: Math.round(heard / 2 ** 20),
    closed,
    refused: { ...refused },
    http: { ...stats.http },
  }
  process.send?.(figures)
})
process.on('disconnect', () => process.exit(0))
