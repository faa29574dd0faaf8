import type { AddressInfo } from 'node:net'
import type pg from 'pg'
import { WebSocketServer } from 'ws'
import type { WebSocket } from 'ws'
import { createHandBatched } from './handBatched.ts'
import type { Told } from './handBatched.ts'

/*
 * What somebody in a hurry would write for the scenario `mixed`: commands come in over raw `ws`, rows are batched by
 * hand, and what was committed is told to whoever listens, once in 250 ms. It does not check who may do or see what, look
 * for duplicates, or keep anything for those who come back; so the ratio says what those promises cost.
 */

export interface ByHandFigures {
  readonly cpuMs: number
  readonly delivered: number
}

const tickMs = 250
const postgres = JSON.parse(process.argv[2] ?? '{}') as pg.ClientConfig
const listeners = new Map<string, Set<WebSocket>>()
const untold = new Map<string, string[]>()
const stats = { cpu: process.cpuUsage(), delivered: 0 }
let seq = 0

// Two connections: a transaction of notes and one of votes may be under way together.
const notes = await createHandBatched(postgres, heard)
const votes = await createHandBatched(postgres, heard)
const server = new WebSocketServer({ port: 0, host: '127.0.0.1', perMessageDeflate: false })

server.on('connection', (socket, { headers }) => {
  const person = headers.cookie?.split('=')[1] ?? ''
  socket.on('message', (data: Buffer) => {
    const message = JSON.parse(data.toString()) as ['sub', string] | [string, number, Input]
    if (message[0] === 'sub') return listen(message[1] as string, socket)
    void run(message as [string, number, Input], person).then(() => socket.send(`a${message[1]}`))
  })
  socket.on('close', () => listeners.forEach((all) => all.delete(socket)))
})

interface Input {
  readonly session: string
  readonly note: string
  readonly text: string
}

const run = ([type, , { session, note, text }]: [string, number, Input], person: string) =>
  type === 'probe:vote' ? votes.vote(person, note) : notes.note(person, session, text)

function listen(channel: string, socket: WebSocket): void {
  const all = listeners.get(channel) ?? new Set()
  listeners.set(channel, all.add(socket))
}

/** One's own news at once; a room's with the next tick, of totals the last only. */
function heard(told: readonly Told[]): void {
  for (const [channel, type, body] of told) {
    const all = listeners.get(channel)
    if (!all?.size) continue
    const event = JSON.stringify([++seq, type, body])
    if (channel.startsWith('person:')) send(channel, [event])
    else if (type === 'probe:voted')
      totals.set(channel, (totals.get(channel) ?? new Map()).set(body.id, event))
    else untold.set(channel, [...(untold.get(channel) ?? []), event])
  }
}
const totals = new Map<string, Map<unknown, string>>()

setInterval(() => {
  for (const [channel, events] of untold) send(channel, events)
  for (const [channel, events] of totals) send(channel, [...events.values()])
  untold.clear()
  totals.clear()
}, tickMs)

function send(channel: string, events: readonly string[]): void {
  const frame = Buffer.from(
    `42["f",{"ch":"${channel}","e":"abcdefgh","from":${seq},"to":${seq},"d":[${events.join(',')}]}]`,
  )
  for (const it of listeners.get(channel) ?? []) it.send(frame, { binary: false })
  stats.delivered += listeners.get(channel)?.size ?? 0
}

process.on('message', (request: 'reset' | 'figures') => {
  if (request === 'reset') {
    stats.cpu = process.cpuUsage()
    stats.delivered = 0
    return process.send?.('ready')
  }
  const { user, system } = process.cpuUsage(stats.cpu)
  return process.send?.({ cpuMs: (user + system) / 1000, delivered: stats.delivered } satisfies ByHandFigures)
})
process.on('disconnect', () => process.exit(0))
server.on('listening', () => process.send?.({ port: (server.address() as AddressInfo).port }))
