import { once } from 'node:events'
import net from 'node:net'
import type { Limits } from '@rostrum/server/kernel/limits.ts'

/*
 * Connections that cost their owner nothing and the server a place: they say nothing, or begin and never finish. Each has
 * a time after which the server must have closed it (C6, C9).
 */

const upgrade = [
  'GET /socket.io/?EIO=4&transport=websocket HTTP/1.1',
  'host: {host}',
  'origin: http://{host}',
  'connection: Upgrade',
  'upgrade: websocket',
  'sec-websocket-version: 13',
  'sec-websocket-key: AAAAAAAAAAAAAAAAAAAAAA==',
].join('\r\n')

/** What is said at once, what is added every now and then, and which bound ends it. */
interface Habit {
  readonly name: string
  readonly begins: string
  readonly adds: string
  readonly bound: 'headersMs' | 'requestMs' | 'authenticateMs'
}

const masked = (opcode: number, length: number) => `${String.fromCharCode(opcode, 0x80 | length)}\0\0\0\0`
const post =
  'POST /api/commands/chat.say HTTP/1.1\r\nhost: {host}\r\norigin: http://{host}\r\ncontent-type: application/json\r\ncontent-length: 1000\r\n\r\n{'

const habits: readonly Habit[] = [
  { name: 'silent', begins: '', adds: '', bound: 'headersMs' },
  { name: 'slow headers', begins: 'GET /healthz HTTP/1.1\r\n', adds: 'x: y\r\n', bound: 'headersMs' },
  { name: 'slow upgrade', begins: `${upgrade}\r\n`, adds: 'x: y\r\n', bound: 'headersMs' },
  { name: 'slow body', begins: post, adds: ' ', bound: 'requestMs' },
  // WebSockets that never say who they are; the last begin a message of which the rest comes slowly, or never.
  { name: 'nameless', begins: `${upgrade}\r\n\r\n`, adds: '', bound: 'authenticateMs' },
  {
    name: 'half a message',
    begins: `${upgrade}\r\n\r\n${masked(0x81, 126)}`,
    adds: 'x',
    bound: 'authenticateMs',
  },
  {
    name: 'fragments',
    begins: `${upgrade}\r\n\r\n${masked(0x01, 0)}`,
    adds: masked(0x00, 0),
    bound: 'authenticateMs',
  },
]

const addEveryMs = 500
/** Bounds are looked at now and then, and machines are busy: beyond so many times a bound it does not hold. */
const tolerance = 2
const slackMs = 5_000

/** Opens `each` of every kind, which then live as long as the server lets them. */
export async function holdOpen(port: number, limits: Limits, each = 40) {
  const since = performance.now()
  const open = new Map<net.Socket, Habit>()
  const longestMs: Record<string, number> = {}
  const begin = async (habit: Habit) => {
    const socket = net.connect(port, '127.0.0.1')
    socket.on('error', () => {}).resume()
    await once(socket, 'connect')
    open.set(socket, habit)
    const adding = setInterval(() => habit.adds !== '' && socket.write(habit.adds, 'latin1'), addEveryMs)
    socket.on('end', () => socket.end())
    socket.on('close', () => {
      clearInterval(adding)
      open.delete(socket)
      longestMs[habit.name] = Math.round(performance.now() - since)
    })
    socket.write(habit.begins.replaceAll('{host}', `127.0.0.1:${port}`), 'latin1')
  }
  await Promise.all(habits.flatMap((habit) => Array.from({ length: each }, () => begin(habit))))

  const mayLiveMs = (habit: Habit) => limits[habit.bound] * tolerance + slackMs
  return {
    /** How long each kind lived, and which lived longer than their bound allows. */
    async end(): Promise<{ longestMs: Record<string, number>; heldOpen: string[] }> {
      const deadlineMs = Math.max(...habits.map(mayLiveMs))
      while (open.size > 0 && performance.now() - since < deadlineMs)
        await new Promise((resolve) => setTimeout(resolve, 100))
      for (const socket of open.keys()) socket.destroy()
      const heldOpen = habits.filter((it) => (longestMs[it.name] ?? Infinity) > mayLiveMs(it))
      return { longestMs, heldOpen: heldOpen.map((it) => it.name) }
    },
  }
}
