import { Server } from 'socket.io'
import type { Socket } from 'socket.io'
import * as z from 'zod/mini'
import { parseChannel } from '@rostrum/shared/kernel/channel.ts'
import { Envelope, Subscribe } from '@rostrum/shared/kernel/wire.ts'
import type { ClientToServer, ServerToClient } from '@rostrum/shared/kernel/wire.ts'
import type { Runner } from './commit.ts'
import { refuse } from './commit.ts'
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
  /** Who a request's cookies speak for. */
  readonly authenticate: (cookies: string | undefined) => Promise<Actor | undefined>
}

export function serveSockets({ io, runner, hub, admit, authenticate }: SocketsOptions): void {
  io.use((socket, next) => {
    authenticate(socket.handshake.headers.cookie).then(
      (actor) => {
        if (!actor) return next(new Error('signed_out'))
        socket.data.actor = actor
        next()
      },
      () => next(new Error('unavailable')),
    )
  })
  io.on('connection', (socket) => {
    const actor = socket.data.actor as Actor
    const member = new SocketMember(socket, actor.id)
    socket.on('c', async (raw, ack) => {
      if (typeof ack !== 'function') return
      const envelope = z.safeParse(Envelope, raw)
      ack(envelope.success ? await runner.run(actor, envelope.data) : refuse('invalid'))
    })
    socket.on('sub', async (raw, ack) => {
      if (typeof ack !== 'function') return
      const request = z.safeParse(Subscribe, raw)
      const channel = request.success ? parseChannel(request.data.ch) : undefined
      if (!request.success || !channel) return ack(refuse('invalid'))
      if (!(await admit(actor, channel))) return ack(refuse('forbidden'))
      const { e, after } = request.data
      try {
        await hub.join(
          member,
          channel.id,
          e !== undefined && after !== undefined ? { e, s: after } : undefined,
        )
        ack({ ok: true, output: null, at: [] })
      } catch {
        ack(refuse('unavailable'))
      }
    })
    socket.on('unsub', (channel) => hub.leave(member, String(channel)))
    socket.on('disconnect', () => hub.leaveAll(member))
  })
}
