import path from 'node:path'
import { RoomServiceClient } from 'livekit-server-sdk'
import type { Media, MediaNews } from '#kernel/media.ts'
import type { Route } from '#kernel/routes.ts'
import { emptyRoomSeconds, mint, participantOf, permissionOf } from './grants.ts'
import { watchHealth } from './health.ts'
import { launchLivekit } from './launcher.ts'
import type { Launched } from './launcher.ts'
import { holdPorts, keysIn } from './place.ts'
import type { Keys } from './place.ts'
import { webhookRoute } from './webhook.ts'

/** Another's LiveKit, by the address our servers reach it at and, where that differs, the one browsers do. */
export interface GivenLivekit extends Keys {
  readonly url: string
  readonly publicUrl?: string | undefined
}

export interface LivekitOptions {
  readonly given: GivenLivekit | undefined
  /** Where our own keeps its keys, its configuration and its log. */
  readonly data: string
  readonly now: () => Date
  readonly say: (line: string) => void
}

export interface Livekit {
  readonly media: Media
  /** All that a page must be allowed to connect to: by WebSocket, and to ask why it was refused. */
  readonly addresses: readonly string[]
  readonly routes: readonly Route[]
  /** Begins, in the background; `port` is where we hear its webhooks. */
  start(port: number): void
  pid(): number | undefined
  stop(): Promise<void>
}

const requestSeconds = 3

export async function createLivekit({ given, data, now, say }: LivekitOptions): Promise<Livekit> {
  const folder = path.join(data, 'livekit')
  const keys = given ?? keysIn(folder)
  const held = given ? undefined : await holdPorts()
  const url = given?.url ?? `ws://127.0.0.1:${held?.ports.signal}`
  const http = url.replace(/^ws/, 'http')
  const rooms = new RoomServiceClient(http, keys.key, keys.secret, { requestTimeout: requestSeconds })
  const health = watchHealth(http)
  const listeners = new Set<(news: MediaNews) => void>()
  let launched: Launched | undefined
  let wasUp = false
  health.onUp(() => {
    wasUp = true
    say(`media: LiveKit is ready at ${url}`)
  })

  const media: Media = {
    status() {
      if (health.isUp()) return 'ok'
      if (launched?.isAbsent) return 'absent'
      return wasUp || given ? 'down' : 'starting'
    },
    url: given?.publicUrl ?? url,
    mint: (join) => mint(keys, join),
    ensureRoom: async (name, { maxParticipants }) => {
      const whenEmpty = { emptyTimeout: emptyRoomSeconds, departureTimeout: emptyRoomSeconds }
      await rooms.createRoom({ name, maxParticipants, ...whenEmpty })
    },
    rooms: async () => (await rooms.listRooms()).map((it) => it.name),
    deleteRoom: (room) => unlessGone(rooms.deleteRoom(room), undefined),
    participants: async (room) => (await unlessGone(rooms.listParticipants(room), [])).map(participantOf),
    permit: async (room, identity, rights, role) => {
      const change = { permission: permissionOf(rights), attributes: { role } }
      await unlessGone(rooms.updateParticipant(room, identity, change), undefined)
    },
    remove: (room, identity) => unlessGone(rooms.removeParticipant(room, identity), undefined),
    onUp: health.onUp,
    onNews(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
  }

  return {
    media,
    addresses: [media.url, media.url.replace(/^ws/, 'http')],
    routes: [webhookRoute(keys, now, (news) => listeners.forEach((it) => it(news)))],
    start(port) {
      if (!held) return
      const webhook = `http://127.0.0.1:${port}/api/livekit/webhook`
      launched = launchLivekit({ folder, keys, held, webhook, say, onEnd: health.lost })
    },
    pid: () => launched?.pid(),
    async stop() {
      health.stop()
      await launched?.stop()
      await held?.end()
    },
  }
}

/** Whoever has left while we were asking needs nothing any more. */
async function unlessGone<T>(asked: Promise<T>, otherwise: T): Promise<T> {
  try {
    return await asked
  } catch (error) {
    if ((error as { code?: string } | null)?.code === 'not_found') return otherwise
    throw error
  }
}
