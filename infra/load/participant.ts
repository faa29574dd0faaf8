import WebSocket from 'ws'
import type { Ack } from '@rostrum/shared/kernel/wire.ts'
import { fingerprint } from '@rostrum/shared/kernel/contract.ts'
import { uuid7 } from '@rostrum/shared/kernel/ids.ts'
import { protocol } from '@rostrum/shared/protocol.ts'

/*
 * A participant without a browser: the wire of docs/protocol.md spoken by hand over one WebSocket, so that thousands fit
 * in one process. Frames are scanned, not parsed: parsing them fifteen thousand times would measure this program.
 */

/** Where a channel's story stands for this participant. */
export interface Place {
  epoch: string
  seq: number
}

export interface Hearing {
  readonly channel: string
  readonly from: number
  readonly to: number
  /** The first of a subscription: it tells what has been, and says nothing of how long news takes. */
  readonly isAnswer: boolean
  /** The frame as it came, for whoever wants to look inside. */
  readonly text: string
}

export interface ParticipantOptions {
  readonly port: number
  readonly cookie: string
  readonly onFrame?: (hearing: Hearing) => void
  readonly onClose?: () => void
}

export interface Participant {
  readonly places: ReadonlyMap<string, Place>
  /** Holes and repetitions seen: a frame that begins after the place known. */
  readonly wrong: { gaps: number }
  subscribe(channel: string): Promise<void>
  unsubscribe(channel: string): void
  command(type: string, input: unknown, id?: string): Promise<Ack>
  /** Stop reading from the socket, as a browser does whose machine sleeps. */
  stall(): void
  wake(): void
  close(): void
}

const wire = fingerprint(protocol)
const head = /"ch":"([^"]+)","e":"([^"]+)","from":(\d+),"to":(\d+)/
const lost: Ack = { ok: false, code: 'unavailable', retry: true }

/** Keeps the place in every channel's story, and counts what does not follow. */
function createStory(known: ReadonlyMap<string, Place> | undefined, onFrame: ParticipantOptions['onFrame']) {
  const places = new Map<string, Place>(known)
  const wrong = { gaps: 0 }
  const asked = new Set<string>()
  const isHole = (place: Place | undefined, epoch: string, from: number) =>
    place !== undefined && (place.epoch !== epoch || from > place.seq + 1)

  return {
    places,
    wrong,
    ask: (channel: string) => void asked.add(channel),
    hear(text: string): void {
      const [, channel = '', epoch = '', first, last] = head.exec(text) ?? []
      if (channel === '') return
      const from = Number(first)
      const to = Number(last)
      const place = places.get(channel)
      const startsAnew = text.includes('"snapshot":')
      if (!startsAnew && isHole(place, epoch, from)) wrong.gaps++
      places.set(channel, { epoch, seq: startsAnew ? to : Math.max(to, place?.seq ?? 0) })
      onFrame?.({ channel, from, to, text, isAnswer: asked.delete(channel) })
    },
  }
}

/** Requests with an acknowledgement; whatever is unanswered when the line breaks is answered `unavailable`. */
function createRequests(socket: WebSocket) {
  const waiting = new Map<number, (ack: Ack) => void>()
  let next = 0
  return {
    send: (event: string, body: unknown): Promise<Ack> =>
      new Promise((resolve) => {
        if (socket.readyState !== WebSocket.OPEN) return resolve(lost)
        const id = next++
        waiting.set(id, resolve)
        socket.send(`42${id}${JSON.stringify([event, body])}`)
      }),
    answer(text: string): void {
      const ack = /^43(\d+)/.exec(text)
      if (!ack) return
      waiting.get(Number(ack[1]))?.((JSON.parse(text.slice(ack[0].length)) as [Ack])[0])
      waiting.delete(Number(ack[1]))
    },
    giveUp(): void {
      for (const answer of waiting.values()) answer(lost)
      waiting.clear()
    },
  }
}

export function openParticipant(
  options: ParticipantOptions,
  known?: ReadonlyMap<string, Place>,
): Promise<Participant> {
  const { port, cookie, onFrame, onClose } = options
  const socket = new WebSocket(`ws://127.0.0.1:${port}/socket.io/?EIO=4&transport=websocket`, {
    headers: { cookie, origin: `http://127.0.0.1:${port}` },
    perMessageDeflate: false,
  })
  const story = createStory(known, onFrame)
  const requests = createRequests(socket)
  const participant: Participant = {
    places: story.places,
    wrong: story.wrong,
    async subscribe(channel) {
      const place = story.places.get(channel)
      story.ask(channel)
      const ack = await requests.send('sub', {
        ch: channel,
        ...(place && { e: place.epoch, after: place.seq }),
      })
      if (!ack.ok) throw new Error(`${channel}: ${ack.code}`)
    },
    unsubscribe: (channel) => socket.send(`42${JSON.stringify(['unsub', channel])}`),
    command: (type, input, id = uuid7()) => requests.send('c', { id, type, input }),
    stall: () => socket.pause(),
    wake: () => socket.resume(),
    close: () => socket.terminate(),
  }

  return new Promise((resolve, reject) => {
    socket.on('error', reject)
    socket.on('close', () => {
      requests.giveUp()
      onClose?.()
      reject(new Error('closed'))
    })
    socket.on('message', (data: Buffer) => {
      const text = data.toString()
      if (text === '2') socket.send('3')
      else if (text.startsWith('42["f"')) story.hear(text)
      else if (text.startsWith('43')) requests.answer(text)
      else if (text.startsWith('0')) socket.send(`40${JSON.stringify({ wire })}`)
      else if (text.startsWith('40')) resolve(participant)
      else if (text.startsWith('44')) reject(new Error(text.slice(2)))
    })
  })
}
