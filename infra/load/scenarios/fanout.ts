import { fork } from 'node:child_process'
import { once } from 'node:events'
import net from 'node:net'
import type { Told, Way } from '../baselines/broadcaster.ts'
import type { Report } from '../report.ts'

/** CPU of the server per delivered message, ours beside raw `ws` and Socket.IO, same bytes, same run. */
export async function fanout({ people = 2_000, rounds = 60, gapMs = 80, repeats = 3 }): Promise<Report> {
  const ways: readonly Way[] = ['ws', 'socket.io', 'hub']
  const perMessageUs: Record<Way, number[]> = { ws: [], 'socket.io': [], hub: [] }
  for (let repeat = 0; repeat < repeats; repeat++)
    for (const way of ways) perMessageUs[way].push(await measure(way, { people, rounds, gapMs }))
  const middle = (way: Way) =>
    perMessageUs[way].toSorted((a, b) => a - b)[Math.floor(repeats / 2)] ?? Number.NaN
  return {
    scenario: 'fanout',
    parameters: { people, rounds, gapMs, repeats, bytes: 250 },
    figures: {
      perMessageUs,
      ratioToWs: { hub: middle('hub') / middle('ws'), 'socket.io': middle('socket.io') / middle('ws') },
    },
    notTested: ['TLS', 'a network other than loopback', 'readers of different speed'],
  }
}

const warmRounds = 10

async function measure(
  way: Way,
  options: { people: number; rounds: number; gapMs: number },
): Promise<number> {
  const { people, rounds, gapMs } = options
  const server = fork(new URL('../baselines/broadcaster.ts', import.meta.url), [way])
  const [{ port }] = (await once(server, 'message')) as [{ port: number }]
  const heard = { n: 0 }
  const sockets: net.Socket[] = []
  for (let i = 0; i < people; i += 100)
    sockets.push(...(await Promise.all(Array.from({ length: 100 }, () => listen(port, way !== 'ws', heard)))))
  const tell = async (n: number): Promise<Told> => {
    const told = once(server, 'message')
    server.send({ rounds: n, gapMs })
    return (await told)[0] as Told
  }
  await tell(warmRounds)
  await arrived(heard, people * warmRounds)
  heard.n = 0
  const { cpuUs } = await tell(rounds)
  const expected = people * rounds
  await arrived(heard, expected)
  for (const it of sockets) it.destroy()
  server.kill('SIGKILL')
  await once(server, 'exit')
  if (heard.n !== expected) throw new Error(`${way}: ${heard.n} of ${expected} delivered`)
  return cpuUs / expected
}

/** What the server has sent is not here yet: on a busy machine the last of it takes a while. */
async function arrived(heard: { readonly n: number }, expected: number): Promise<void> {
  for (let wait = 0; heard.n < expected && wait < 500; wait++)
    await new Promise((resolve) => setTimeout(resolve, 20))
}

const hello = (path: string) =>
  `GET ${path} HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n`
// `40`, a Socket.IO connect, as one client frame with a mask of zeros.
const connect = Buffer.from([0x81, 0x82, 0, 0, 0, 0, 0x34, 0x30])
const mark = Buffer.from('"chat:said"')

/** A listener as cheap as can be: it counts marks in the bytes that come. */
function listen(port: number, speaksSocketIo: boolean, heard: { n: number }): Promise<net.Socket> {
  return new Promise((resolve, reject) => {
    const socket = net.connect(port, '127.0.0.1')
    let greeted = false
    socket.on('error', reject)
    socket.write(hello(speaksSocketIo ? '/socket.io/?EIO=4&transport=websocket' : '/'))
    socket.on('data', (data: Buffer) => {
      if (!greeted && speaksSocketIo) socket.write(connect)
      if (!greeted && !speaksSocketIo) resolve(socket)
      greeted = true
      if (data.includes('40{')) resolve(socket)
      for (let at = data.indexOf(mark); at >= 0; at = data.indexOf(mark, at + mark.length)) heard.n++
    })
  })
}
