import WebSocket from 'ws'
import { personOf } from '../load/names.ts'
import { cookieOf } from '../load/platform.ts'
import type { Platform, ServerNode } from '../load/platform.ts'
import { hostile } from './hostile.ts'
import type { HostileFrame } from './hostile.ts'
import { randomFrom } from './random.ts'
import { ask, rude } from './rude.ts'

/** What was sent and what became of it. */
export interface Tally {
  frames: number
  requests: number
  /** Commands and subscriptions that were understood so far that they got an answer, and those that were done. */
  answered: number
  done: number
  /** Sockets that the server closed: it may, and a new one is opened. */
  closed: number
  /** Answers that say that something of ours broke. Whatever is sent, it is what is wrong, and its sender is told so. */
  broken: number
  /** The first of what was answered so, as it was sent: for the corpus. */
  readonly breaking: string[]
}

export const newTally = (): Tally => ({
  frames: 0,
  requests: 0,
  answered: 0,
  done: 0,
  closed: 0,
  broken: 0,
  breaking: [],
})

export interface Attack {
  readonly platform: Platform
  readonly node: ServerNode
  /** Which of the people attacks. */
  readonly n: number
  readonly frames: number
  readonly seed: number
  readonly corpus: { readonly frames: readonly string[]; readonly requests: readonly string[] }
  readonly tally: Tally
}

/** Sent without looking whether the server still listens. */
const together = 24
/** Most is answered within milliseconds; what never will be is not worth more. */
const patienceMs = 1_000
/** One request over HTTP for so many frames. */
const framesPerRequest = 24
const breakingAtMost = 40

export async function attack(it: Attack): Promise<void> {
  const { frames, seed, corpus, tally } = it
  const random = randomFrom(seed)
  const line = createLine(it)
  for (let i = 0; i < frames; i++) {
    const known = corpus.frames[i]
    const frame = known === undefined ? hostile(random) : { text: known, ends: true }
    if (frame.ends || i % together === 0) await line.untilAnswered()
    await line.send(frame, random() < 0.03)
    if (frame.ends) await line.untilRead()
    tally.frames++
    if (i % framesPerRequest === 0) await askRudely(it, corpus.requests[i / framesPerRequest] ?? rude(random))
  }
  await line.untilAnswered()
  line.close()
}

/** One person's socket, and another one whenever it was closed. */
function createLine(it: Attack) {
  const { tally } = it
  let socket: WebSocket | undefined
  const asked = new Map<string, string>()

  function hear(data: Buffer): void {
    const text = data.toString()
    const [, number] = /^43(\d+)/.exec(text) ?? []
    if (number === undefined) return
    tally.answered++
    if (text.includes('"ok":true')) tally.done++
    if (text.includes('"unavailable"')) noteBroken(tally, asked.get(number) ?? text)
    asked.delete(number)
    if (asked.size === 0) socket?.emit('idle')
  }
  async function live(): Promise<WebSocket> {
    if (socket?.readyState === WebSocket.OPEN) return socket
    if (socket) tally.closed++
    asked.clear()
    socket = await openAgain(it)
    return socket.on('message', hear)
  }

  return {
    async send({ text, ends }: HostileFrame, isBinary: boolean): Promise<void> {
      const to = await live()
      const [, number] = /^42(\d+)/.exec(text) ?? []
      if (number !== undefined && !ends && !isBinary) asked.set(number, text)
      to.send(isBinary ? Buffer.from(text) : text)
    },
    async untilAnswered(): Promise<void> {
      if (asked.size > 0) await first(socket, ['idle', 'close'])
      asked.clear()
    },
    /** The server has read what was sent, or has closed. */
    async untilRead(): Promise<void> {
      const answer = first(socket, ['pong', 'close'])
      if (socket?.readyState === WebSocket.OPEN) socket.ping()
      await answer
    },
    close: () => socket?.terminate(),
  }
}

function first(socket: WebSocket | undefined, events: readonly string[]): Promise<void> {
  return new Promise((resolve) => {
    if (socket?.readyState !== WebSocket.OPEN) return resolve()
    const done = () => {
      clearTimeout(late)
      for (const event of events) socket.off(event, done)
      resolve()
    }
    const late = setTimeout(done, patienceMs)
    for (const event of events) socket.on(event, done)
  })
}

async function askRudely({ node, n, tally }: Attack, text: string): Promise<void> {
  const status = await ask(node.port, text.replaceAll('{cookie}', cookieOf(n)))
  tally.requests++
  if (status === 500 || status === 503) noteBroken(tally, text)
}

function noteBroken(tally: Tally, text: string): void {
  tally.broken++
  if (tally.breaking.length < breakingAtMost) tally.breaking.push(text.slice(0, 2_000))
}

const tries = 10

/** Among what they send is to sign themselves out, everywhere: who did comes back by a sign-in, as people do. */
async function openAgain({ platform, node, n }: Attack): Promise<WebSocket> {
  for (let tried = 1; ; tried++)
    try {
      return await open(node.port, n)
    } catch (refusal) {
      if (tried === tries) throw refusal
      if (String(refusal).includes('signed_out'))
        await platform.query('UPDATE sign_ins SET ended_at = NULL WHERE person = $1', [personOf(n)])
    }
}

/** A socket that has said hello as it should; what comes after is another matter. */
function open(port: number, n: number): Promise<WebSocket> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(`ws://127.0.0.1:${port}/socket.io/?EIO=4&transport=websocket`, {
      headers: { cookie: cookieOf(n), origin: `http://127.0.0.1:${port}` },
      perMessageDeflate: false,
    })
    socket.on('error', reject)
    socket.on('close', (code) => reject(new Error(`closed before it was let in (${code})`)))
    socket.on('message', (data: Buffer) => {
      const text = data.toString()
      if (text === '2') socket.send('3')
      else if (text.startsWith('0')) socket.send('40')
      else if (text.startsWith('40')) resolve(socket)
      else if (text.startsWith('44')) reject(new Error(`not let in: ${text}`))
    })
  })
}
