import { createClient } from 'redis'
import type { NodeWire } from '#kernel/wire.ts'

export interface RedisWire extends NodeWire {
  /** `ok` or `down`, for those who watch. */
  health(): string
  stop(): void
}

const prefix = 'rostrum:'
/** What we say is shorter; what is longer is not ours. */
const longest = 16_384
const reopenMs = { first: 50, longest: 1_000 }

/**
 * Redis as a wire between nodes, by publish and subscribe. Nothing is kept there, nothing waits for it, and it may be
 * away from the start on: then there are the other ways (NOTIFY, and a look at the log every second).
 */
export function createRedisWire(url: string, log: (message: string, error: unknown) => void): RedisWire {
  const listeners = new Map<string, Set<(text: string) => void>>()
  const client = createClient({
    url,
    disableOfflineQueue: true,
    commandsQueueMaxLength: 1_000, // of one that does not answer
    pingInterval: 5_000,
    socket: {
      connectTimeout: 2_000,
      reconnectStrategy: (tries) => Math.min(reopenMs.first * 2 ** Math.min(tries, 6), reopenMs.longest),
    },
  })
  const ear = client.duplicate()
  const say = sayOnce(log)
  client.on('error', say)
  client.on('ready', () => say(undefined))
  ear.on('error', () => {}) // the other of the two has said it

  const hear = (text: string, channel: string) => {
    if (text.length > longest) return
    for (const listener of listeners.get(channel) ?? []) listener(text)
  }
  const subscribe = () => ear.pSubscribe(`${prefix}*`, hear).catch(() => {})
  client.connect().catch(say)
  ear.connect().then(subscribe, say)

  return {
    tell(topic, text) {
      if (!client.isReady) return false
      client.publish(prefix + topic, text).catch(() => {})
      return true
    },
    hear(topic, listener) {
      const known = listeners.get(prefix + topic) ?? new Set()
      listeners.set(prefix + topic, known.add(listener))
      return () => void known.delete(listener)
    },
    health: () => (client.isReady && ear.isReady ? 'ok' : 'down'),
    stop() {
      client.destroy()
      ear.destroy()
    },
  }
}

/** A Redis that is away is tried several times a second: it is said once, until it was there again. */
function sayOnce(log: (message: string, error: unknown) => void) {
  let isSaid = false
  return (error: unknown) => {
    if (error !== undefined && !isSaid) log('Redis is away: nodes hear of each other by the database', error)
    isSaid = error !== undefined
  }
}
