import WebSocket from 'ws'
import type { Ack } from '@rostrum/shared/kernel/wire.ts'
import type { Participant, ParticipantOptions, Place } from '../participant.ts'

/** A participant of the server made by hand (byHandServer.ts): what is asked of `openParticipant`, on its bare wire. */
export function openByHand({ port, cookie, onFrame, onClose }: ParticipantOptions): Promise<Participant> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/`, { headers: { cookie }, perMessageDeflate: false })
  const waiting = new Map<number, (ack: Ack) => void>()
  const places = new Map<string, Place>()
  let next = 0
  const participant: Participant = {
    places,
    wrong: { gaps: 0 },
    async subscribe(channel) {
      socket.send(JSON.stringify(['sub', channel]))
    },
    unsubscribe: () => {},
    command: (type, input) =>
      new Promise((resolve) => {
        const id = next++
        waiting.set(id, resolve)
        socket.send(JSON.stringify([type, id, input]))
      }),
    stall: () => socket.pause(),
    wake: () => socket.resume(),
    close: () => socket.terminate(),
  }
  function hear(text: string): void {
    if (!text.startsWith('a')) return onFrame?.({ channel: '', from: 0, to: 0, isAnswer: false, text })
    const id = Number(text.slice(1))
    waiting.get(id)?.({ ok: true, output: null, at: [] })
    waiting.delete(id)
  }
  return new Promise((resolve, reject) => {
    socket.on('error', reject)
    socket.on('open', () => resolve(participant))
    socket.on('close', () => onClose?.())
    socket.on('message', (data: Buffer) => hear(data.toString()))
  })
}
