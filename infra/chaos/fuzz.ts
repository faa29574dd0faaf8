import fs from 'node:fs'
import WebSocket from 'ws'
import { cookieOf, createPlatform, personOf } from '../load/platform.ts'
import type { Platform, ServerNode } from '../load/platform.ts'
import { hostile, randomFrom } from './hostile.ts'

/** Messages that have once broken something: each is sent first in every run, and stays. */
const corpus = JSON.parse(
  fs.readFileSync(new URL('corpus.json', import.meta.url), 'utf8'),
) as readonly string[]

export interface FuzzVerdict {
  readonly frames: number
  /** Commands and subscriptions that were understood so far that they got an answer, and those that were done. */
  readonly answered: number
  readonly done: number
  /** Sockets that the server closed: it may, and a new one is opened. */
  readonly closed: number
  /** The process ended, or stopped answering. */
  readonly dead: number
  /** What changed for everybody without anybody's having the right to it. */
  readonly intrusions: number
  readonly loopDelayMaxMs: number
  readonly rssMiB: number
}

const atOnce = 4

/** Sends hostile frames over several sockets of people who are signed in, for as long as the server lives. */
export async function fuzz(it: { readonly frames: number; readonly seed: number }): Promise<FuzzVerdict> {
  const platform = await createPlatform(atOnce)
  try {
    const node = await platform.start()
    await node.reset()
    const count = { frames: 0, closed: 0, answered: 0, done: 0 }
    const share = Math.ceil(it.frames / atOnce)
    await Promise.all(
      Array.from({ length: atOnce }, (_, n) =>
        attack({ n, frames: share, seed: it.seed + n, count, open: () => openAgain(platform, node, n) }),
      ),
    )
    const isAlive = await answers(node.port)
    const { loopDelayMaxMs, rssMiB } = isAlive ? await node.figures() : { loopDelayMaxMs: NaN, rssMiB: NaN }
    const [row] = await platform.query<{ n: number }>(intrusionsSql)
    return { ...count, dead: isAlive ? 0 : 1, intrusions: row?.n ?? 1, loopDelayMaxMs, rssMiB }
  } finally {
    await platform.stop()
  }
}

/** All who attack are attendees: none can be anything else afterwards, nobody is banned, nothing is on air. */
const intrusionsSql = `SELECT (
    (SELECT count(*) FROM memberships WHERE role <> 'attendee') + (SELECT count(*) FROM session_people) +
    (SELECT count(*) FROM restrictions) + (SELECT count(*) FROM stage_on_air) +
    (SELECT count(*) FROM events WHERE channel LIKE 'nodes:%'))::int AS n`

interface Attack {
  readonly n: number
  readonly frames: number
  readonly seed: number
  readonly count: { frames: number; closed: number; answered: number; done: number }
  readonly open: () => Promise<WebSocket>
}

async function attack({ frames, seed, count, open }: Attack): Promise<void> {
  const random = randomFrom(seed)
  let socket: WebSocket | undefined
  for (let i = 0; i < frames; i++) {
    if (socket?.readyState !== WebSocket.OPEN) {
      if (socket) count.closed++
      socket = await open()
      socket.on('message', (data: Buffer) => hear(data, count))
    }
    const text = corpus[i] ?? hostile(random)
    const isBinary = random() < 0.03
    await send(socket, isBinary ? Buffer.from(text) : text)
    count.frames++
    if (i % together === 0) await untilRead(socket)
  }
  if (socket) await untilRead(socket)
  socket?.terminate()
}

/** Sent without looking whether the server still listens. */
const together = 4

function hear(data: Buffer, count: Attack['count']): void {
  const text = data.toString()
  if (!text.startsWith('43')) return
  count.answered++
  if (text.includes('"ok":true')) count.done++
}

/** The server has read what was sent, or has closed. */
const untilRead = (socket: WebSocket) =>
  new Promise<void>((resolve) => {
    if (socket.readyState !== WebSocket.OPEN) return resolve()
    const done = () => {
      socket.off('pong', done).off('close', done)
      resolve()
    }
    socket.on('pong', done).on('close', done)
    socket.ping()
  })

const send = (socket: WebSocket, data: string | Buffer) =>
  new Promise<void>((resolve) => socket.send(data, () => resolve()))

/** Among what they send is to sign themselves out, everywhere: who did comes back by a sign-in, as people do. */
async function openAgain(platform: Platform, node: ServerNode, n: number): Promise<WebSocket> {
  try {
    return await open(node.port, n)
  } catch (refusal) {
    if (!String(refusal).includes('signed_out')) throw refusal
    await platform.query('UPDATE sign_ins SET ended_at = NULL WHERE person = $1', [personOf(n)])
    return open(node.port, n)
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

async function answers(port: number): Promise<boolean> {
  try {
    const signal = AbortSignal.timeout(5_000)
    return (await fetch(`http://127.0.0.1:${port}/healthz`, { signal })).ok
  } catch {
    return false
  }
}
