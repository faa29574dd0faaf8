import type { IncomingMessage, Server as HttpServer } from 'node:http'
import { Server } from 'socket.io'
import type { Socket } from 'socket.io'
import * as z from 'zod/mini'
import { parseChannel } from '@rostrum/shared/kernel/channel.ts'
import type { Channel } from '@rostrum/shared/kernel/channel.ts'
import type { ChannelId } from '@rostrum/shared/kernel/channel.ts'
import type { Rate } from '@rostrum/shared/kernel/contract.ts'
import { Envelope, Subscribe } from '@rostrum/shared/kernel/wire.ts'
import type { Ack, ByeReason, ClientToServer, ServerToClient } from '@rostrum/shared/kernel/wire.ts'
import type { Member } from './fanout.ts'
import type { Actor, Admit } from './feature.ts'
import { greet, identify } from './greet.ts'
import type { Door, NoActor } from './greet.ts'
import type { Hub } from './hub.ts'
import { createInbound } from './inbound.ts'
import { refuse } from './job.ts'
import type { Knocking } from './knocking.ts'
import type { Limits } from './limits.ts'
import { isOwnOrigin } from './origin.ts'
import { memberOf } from './outbound.ts'
import { createRateLimiter } from './rate.ts'
import type { RateLimiter } from './rate.ts'
import { createRecent } from './recent.ts'
import type { Runner } from './runner.ts'

/* The only file that knows Socket.IO (with outbound.ts, which knows how it sends). */

type TabSocket = Socket<ClientToServer, ServerToClient>

export interface SocketsOptions extends Door {
  readonly http: HttpServer
  readonly runner: Runner
  readonly hub: Hub
  readonly admit: Admit
  readonly now: () => Date
  readonly origins: readonly string[]
  readonly limits: Limits
  readonly knocking: Pick<Knocking, 'handshake'>
  readonly log: (message: string, error: unknown) => void
}

export interface Sockets {
  /** This person's access has changed: look again at what each of their sockets may still see. */
  refresh(person: string): void
  refreshAll(): void
  /** Whose sockets are here on this node, one for each. */
  actors(): Iterable<Actor>
  /** Who is here on this node, and what they listen to. */
  audience(): Iterable<readonly [person: string, channels: readonly ChannelId[]]>
  readonly stats: { readonly sockets: number; readonly slow: number; readonly refused: number }
  /** Lets nobody in any more; those who are here may still be answered. */
  refuseNew(): void
  /** Says goodbye to all, and asks them to spread their coming back. */
  stop(): Promise<void>
}

/** One browser tab: one actor, looked up anew whenever the actor's access changes. */
interface Tab {
  readonly socket: TabSocket
  readonly member: Member
  actor: Actor
  /** Which look at the actor is the latest. */
  turn: number
  unknown: number
  /** Counts how often it was looked at again for having been refused. */
  readonly looks: RateLimiter
}

const looksAgain: Rate = { perSecond: 1, burst: 10 }

export function serveSockets(options: SocketsOptions): Sockets {
  const { hub, limits } = options
  const tabs = new Map<string, Set<Tab>>()
  const stats = { sockets: 0, slow: 0, refused: 0 }
  const looks = createRateLimiter()
  const inbound = createInbound(limits, () => stats.slow++)
  const changed = createRecent()
  let isOpen = true

  const io = listen(options, ({ headers }) => {
    const isOwn = isOwnOrigin(headers.origin, headers.host, options.origins)
    const mayEnter = isOwn && isOpen && options.knocking.handshake(headers.cookie) === 0
    if (!mayEnter) stats.refused++
    return mayEnter
  })

  io.use((socket, next) => {
    socket.data.lookedAt = changed.mark()
    const letIn = (who: Actor | NoActor) => {
      const isMany = typeof who !== 'string' && (tabs.get(who.id)?.size ?? 0) >= limits.socketsPerPerson
      if (typeof who !== 'string' && !isMany) socket.data.actor = who
      else stats.refused++
      next(typeof who === 'string' ? new Error(who) : isMany ? new Error('too_many') : undefined)
    }
    void greet(socket.handshake, options).then(letIn)
  })

  io.on('connection', (socket) => {
    const { actor, lookedAt } = socket.data as { actor: Actor; lookedAt: number }
    const member = memberOf(socket, limits, () => stats.slow++)
    const tab: Tab = { socket, member, actor, turn: 0, unknown: 0, looks }
    const mine = tabs.get(actor.id) ?? new Set()
    tabs.set(actor.id, mine.add(tab))
    stats.sockets++
    inbound.watch(socket, actor.id)
    const stop = serve(tab, options)
    if (changed.since(lookedAt, actor.id)) void refreshTab(tab, options)
    socket.on('disconnect', () => {
      stop()
      stats.sockets--
      hub.leaveAll(member)
      mine.delete(tab)
      if (mine.size === 0) tabs.delete(actor.id)
    })
  })

  const refresh = (person: string) => {
    changed.note(person)
    for (const tab of tabs.get(person) ?? []) void refreshTab(tab, options)
  }
  return {
    stats,
    refresh,
    refreshAll() {
      changed.forget()
      for (const person of tabs.keys()) refresh(person)
    },
    ...whoIsHere(tabs, hub),
    refuseNew() {
      isOpen = false
    },
    async stop() {
      isOpen = false
      for (const tab of [...tabs.values()].flatMap((it) => [...it])) close(tab, options, 'restart')
      looks.stop()
      inbound.stop()
      await io.close()
    },
  }
}

const whoIsHere = (
  tabs: ReadonlyMap<string, ReadonlySet<Tab>>,
  hub: Hub,
): Pick<Sockets, 'actors' | 'audience'> => ({
  *actors() {
    for (const mine of tabs.values()) for (const { actor } of mine) yield actor
  },
  *audience() {
    for (const [person, mine] of tabs) yield [person, [...mine].flatMap(({ member }) => hub.joined(member))]
  },
})

function listen({ http, limits }: SocketsOptions, mayEnter: (request: IncomingMessage) => boolean) {
  const io = new Server<ClientToServer, ServerToClient>(http, {
    transports: ['websocket'],
    serveClient: false,
    perMessageDeflate: false,
    maxHttpBufferSize: limits.frameBytes,
    connectTimeout: limits.authenticateMs,
    pingInterval: limits.pingIntervalMs,
    pingTimeout: limits.pingTimeoutMs,
    allowRequest: (request, answer) => answer(null, mayEnter(request)),
  })
  io.engine.on('connection', (line: Line) => {
    const { socket } = line.request
    // A WebSocket is closed by asking for it, and `ws` waits half a minute for somebody who does not answer.
    line.once('close', () => setTimeout(() => socket.destroy(), limits.goodbyeMs).unref())
  })
  return io
}

/** What Engine.IO has beneath a socket. */
interface Line {
  readonly request: IncomingMessage
  once(event: 'close', hear: () => void): void
}

/* ── who is it now? ──────────────────────────────────────────────────────────────────────────────── */

/** Ends the socket, or takes it out of every channel that its person may not see any more. */
async function refreshTab(tab: Tab, options: SocketsOptions): Promise<void> {
  const { hub, admit, log } = options
  const turn = ++tab.turn
  try {
    const who = await identify(options, tab.socket.handshake.headers.cookie)
    if (turn !== tab.turn) return
    if (typeof who === 'string') return close(tab, options, who)
    tab.actor = who
    await Promise.all(
      hub.joined(tab.member).map(async (id) => {
        const channel = parseChannel(id)
        const mayStay = channel && (await admit(who, channel))
        if (mayStay || turn !== tab.turn) return
        hub.leave(tab.member, id)
        tab.socket.emit('gone', id)
      }),
    )
  } catch (error) {
    // Not knowing is no reason to go on telling: the client comes back, and is looked at then.
    log('a socket could not be looked at again', error)
    close(tab, options, 'restart')
  }
}

/**
 * Somebody is told of a new role over their own channel, perhaps a moment before this socket hears of it over the nodes'.
 * So before it is refused anything, it is looked at again: a few times, not as often as a client may ask.
 */
async function hasChanged(tab: Tab, options: SocketsOptions): Promise<boolean> {
  if (tab.looks.take(tab.actor.id, looksAgain) > 0) return false
  const before = accessOf(tab)
  await refreshTab(tab, options)
  return accessOf(tab) !== before
}

const accessOf = ({ actor: { grants, removedFrom } }: Tab): string => JSON.stringify([grants, removedFrom])

function close({ socket, member }: Tab, { hub, limits }: SocketsOptions, reason: ByeReason): void {
  hub.leaveAll(member) // at once: what is committed from now on is not for this socket
  socket.emit('bye', reason, reason === 'restart' ? limits.spreadMs : 0)
  socket.disconnect(true)
}

/* ── what it says ────────────────────────────────────────────────────────────────────────────────── */

const events = new Set(['c', 'sub', 'unsub'])

function serve(tab: Tab, options: SocketsOptions): () => void {
  const { hub, limits, now } = options
  const { socket, member } = tab
  socket.emit('now', now().getTime())
  socket.on('c', async (raw, ack) => {
    if (typeof ack !== 'function') return
    const envelope = z.safeParse(Envelope, raw)
    ack(envelope.success ? await runCommand(envelope.data, tab, options) : refuse('invalid'))
  })
  socket.on('sub', async (raw, ack) => {
    if (typeof ack !== 'function') return
    ack(await subscribe(raw, tab, options))
  })
  socket.on('unsub', (raw) => {
    const channel = typeof raw === 'string' ? parseChannel(raw) : undefined
    if (channel) hub.leave(member, channel.id)
  })
  socket.onAny((name: string) => {
    if (!events.has(name) && ++tab.unknown > limits.unknownEvents) close(tab, options, 'bad_protocol')
  })
  const heart = setInterval(() => {
    const positions = hub.positions(member)
    if (positions.length > 0) socket.emit('hb', positions)
  }, limits.heartbeatMs)
  return () => clearInterval(heart)
}

async function runCommand(envelope: Envelope, tab: Tab, options: SocketsOptions): Promise<Ack> {
  const ack = await options.runner.run(tab.actor, envelope)
  const isForbidden = !ack.ok && ack.code === 'forbidden'
  // What was refused is not remembered, so the same command may be run again.
  return isForbidden && (await hasChanged(tab, options)) ? options.runner.run(tab.actor, envelope) : ack
}

async function subscribe(raw: unknown, tab: Tab, options: SocketsOptions): Promise<Ack> {
  const request = z.safeParse(Subscribe, raw)
  const channel = request.success ? parseChannel(request.data.ch) : undefined
  if (!request.success || !channel) return refuse('invalid')
  try {
    return (await refusalFor(channel, tab, options)) ?? (await join(channel, tab, options.hub, request.data))
  } catch (error) {
    options.log(`${channel.id} could not be joined`, error)
    return refuse('unavailable')
  }
}

async function refusalFor(channel: Channel, tab: Tab, options: SocketsOptions): Promise<Ack | undefined> {
  const { hub, admit, limits } = options
  for (let asked: Actor | undefined; asked !== tab.actor;) {
    asked = tab.actor // who may have become somebody else while we asked
    const mayJoin = (await admit(asked, channel)) !== undefined
    if (!mayJoin && asked === tab.actor && !(await hasChanged(tab, options))) return refuse('forbidden')
  }
  if (tab.socket.disconnected) return refuse('unavailable')
  const mine = hub.joined(tab.member)
  if (mine.length < limits.channelsPerSocket || mine.includes(channel.id)) return undefined
  return { ok: false, code: 'too_many', retry: false } // trying again would not help: it must leave another first
}

async function join({ id }: Channel, { member }: Tab, hub: Hub, { e, after }: Subscribe): Promise<Ack> {
  const joined = await hub.join(
    member,
    id,
    e !== undefined && after !== undefined ? { e, s: after } : undefined,
  )
  return joined ? { ok: true, output: null, at: [] } : refuse('forbidden')
}
