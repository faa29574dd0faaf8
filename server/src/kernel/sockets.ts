import type { Server, Socket } from 'socket.io'
import * as z from 'zod/mini'
import { parseChannel } from '@rostrum/shared/kernel/channel.ts'
import { Failure } from '@rostrum/shared/kernel/failure.ts'
import { Envelope, Subscribe } from '@rostrum/shared/kernel/wire.ts'
import type { Ack, ClientToServer, ServerToClient } from '@rostrum/shared/kernel/wire.ts'
import { refuse } from './job.ts'
import type { Runner } from './runner.ts'
import type { Actor, Admit } from './feature.ts'
import type { Hub, Member, Packet } from './hub.ts'

/* The only file that knows Socket.IO. */

/** A frame as it goes over the wire, made once for everybody: `4` engine.io message, `2` socket.io event. */
export function encode(frame: string): Buffer[] {
  const body = Buffer.byteLength(frame) + 8
  const head = body < 126 ? 2 : body < 65_536 ? 4 : 10
  const bytes = Buffer.allocUnsafe(head + body)
  bytes[0] = 0x81 // whole text message
  bytes[1] = head === 2 ? body : head === 4 ? 126 : 127
  if (head === 4) bytes.writeUInt16BE(body, 2)
  if (head === 10) bytes.writeBigUInt64BE(BigInt(body), 2)
  bytes.write(`42["f",${frame}]`, head)
  return [bytes]
}

interface Conn {
  readonly writeBuffer: readonly { data?: string }[]
  write(data: string, options: { wsPreEncodedFrame: unknown }): void
  close(discard?: boolean): void
}
const behind = 500
const heavy = 1024 * 1024

export class SocketMember implements Member {
  readonly person: string
  readonly #conn: Conn
  constructor(socket: Socket, person: string) {
    this.person = person
    this.#conn = socket.conn as unknown as Conn
  }
  send(packet: Packet, lossy: boolean): boolean {
    const waiting = this.#conn.writeBuffer
    if (waiting.length > 0) {
      if (lossy) return true
      if (
        waiting.length > behind ||
        (waiting.length > 8 && waiting.reduce((sum, it) => sum + (it.data?.length ?? 0), 0) > heavy)
      ) {
        this.#conn.close(true)
        return false
      }
    }
    this.#conn.write(`2["f",${packet.text}]`, { wsPreEncodedFrame: packet.wire })
    return true
  }
}

export interface SocketsOptions {
  readonly io: Server<ClientToServer, ServerToClient>
  readonly runner: Runner
  readonly hub: Hub
  readonly admit: Admit
  /** Who a request's cookies speak for. Throws a Failure when that person is shut out of the whole deployment. */
  readonly authenticate: (cookies: string | undefined) => Promise<Actor | undefined>
  readonly log: (message: string, error: unknown) => void
}

export interface Sockets {
  /** This person's access has changed: look again at what each of their sockets may still see. */
  refresh(person: string): void
  refreshAll(): void
}

/** One browser tab: one actor, looked up anew whenever the actor's access changes. */
interface Tab {
  readonly socket: Socket<ClientToServer, ServerToClient>
  readonly member: SocketMember
  actor: Actor
}

export function serveSockets(options: SocketsOptions): Sockets {
  const { io, hub, authenticate } = options
  const tabs = new Map<string, Set<Tab>>()

  io.use((socket, next) => {
    identify(authenticate, socket.handshake.headers.cookie).then(
      (who) => {
        if (typeof who === 'string') return next(new Error(who))
        socket.data.actor = who
        next()
      },
      () => next(new Error('unavailable')),
    )
  })
  io.on('connection', (socket) => {
    const actor = socket.data.actor as Actor
    const tab: Tab = { socket, member: new SocketMember(socket, actor.id), actor }
    const mine = tabs.get(actor.id) ?? new Set()
    tabs.set(actor.id, mine.add(tab))
    serve(tab, options)
    socket.on('disconnect', () => {
      hub.leaveAll(tab.member)
      mine.delete(tab)
      if (mine.size === 0) tabs.delete(actor.id)
    })
  })

  const refresh = (person: string) => {
    for (const tab of tabs.get(person) ?? []) void refreshTab(tab, options)
  }
  return {
    refresh,
    refreshAll: () => {
      for (const person of tabs.keys()) refresh(person)
    },
  }
}

async function identify(
  authenticate: SocketsOptions['authenticate'],
  cookies: string | undefined,
): Promise<Actor | 'signed_out' | 'banned'> {
  try {
    return (await authenticate(cookies)) ?? 'signed_out'
  } catch (error) {
    if (error instanceof Failure) return 'banned'
    throw error
  }
}

function close({ socket, member }: Tab, hub: Hub, reason: string): void {
  hub.leaveAll(member) // at once: what is committed from now on is not for this socket
  socket.emit('bye', reason)
  socket.disconnect(true)
}

/** Ends the socket, or takes it out of every channel that its person may not see any more. */
async function refreshTab(tab: Tab, { hub, admit, authenticate, log }: SocketsOptions): Promise<void> {
  try {
    const who = await identify(authenticate, tab.socket.handshake.headers.cookie)
    if (typeof who === 'string') return close(tab, hub, who)
    tab.actor = who
    await Promise.all(
      hub.joined(tab.member).map(async (id) => {
        const channel = parseChannel(id)
        if (channel && (await admit(who, channel))) return
        hub.leave(tab.member, id)
        tab.socket.emit('gone', id)
      }),
    )
  } catch (error) {
    // Not knowing is no reason to go on telling: the client comes back, and is looked at then.
    log('a socket could not be looked at again', error)
    close(tab, hub, 'restart')
  }
}

function serve(tab: Tab, options: SocketsOptions): void {
  const { runner, hub } = options
  const { socket, member } = tab
  socket.on('c', async (raw, ack) => {
    if (typeof ack !== 'function') return
    const envelope = z.safeParse(Envelope, raw)
    ack(envelope.success ? await runner.run(tab.actor, envelope.data) : refuse('invalid'))
  })
  socket.on('sub', async (raw, ack) => {
    if (typeof ack !== 'function') return
    ack(await subscribe(raw, tab, options))
  })
  socket.on('unsub', (channel) => hub.leave(member, String(channel)))
}

async function subscribe(raw: unknown, tab: Tab, { hub, admit }: SocketsOptions): Promise<Ack> {
  const request = z.safeParse(Subscribe, raw)
  const channel = request.success ? parseChannel(request.data.ch) : undefined
  if (!request.success || !channel) return refuse('invalid')
  const { e, after } = request.data
  try {
    for (let asked: Actor | undefined; asked !== tab.actor;) {
      asked = tab.actor // who may have become somebody else while we asked
      if (!(await admit(asked, channel))) return refuse('forbidden')
    }
    if (tab.socket.disconnected) return refuse('unavailable')
    const joined = await hub.join(
      tab.member,
      channel.id,
      e !== undefined && after !== undefined ? { e, s: after } : undefined,
    )
    return joined ? { ok: true, output: null, at: [] } : refuse('forbidden')
  } catch {
    return refuse('unavailable')
  }
}
