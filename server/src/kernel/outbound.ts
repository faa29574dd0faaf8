import type { Socket as Line } from 'node:net'
import type { Socket } from 'socket.io'
import type { Member } from './fanout.ts'
import type { Limits } from './limits.ts'

/* How frames reach one socket. What is here depends on how Socket.IO and ws lie on one another, and nothing else does. */

/** A frame as it goes over the wire, made once for everybody: `4` engine.io message, `2` socket.io event. */
export function encode(frame: string): [Buffer] {
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

/** What socket.io-adapter uses of an engine.io connection, too; and, in `transport`, the WebSocket of ws below it. */
interface Conn {
  readonly readyState: string
  readonly transport: { readonly writable: boolean; readonly socket?: { readonly _socket?: Line } }
  readonly writeBuffer: readonly { data?: string }[]
  write(data: string, options: { wsPreEncodedFrame: unknown }): void
  close(discard?: boolean): void
}

/**
 * The TCP connection, while nothing is on its way there. A finished frame may then go straight to it, past the buffers
 * and events of engine.io and ws: a third less per delivered message (`load fanout`, docs/proof.md). While anything
 * waits it goes the long way, behind that.
 */
function idleLine({ readyState, transport, writeBuffer }: Conn): Line | undefined {
  const line = transport.socket?._socket
  const isIdle = readyState === 'open' && transport.writable && writeBuffer.length === 0
  return isIdle && line?.writableLength === 0 ? line : undefined
}

/** Looking at the size of what waits costs its length; so few packets are taken as they are. */
const unweighed = 8

/**
 * A socket as the hub sees it. What waits in `writeBuffer` is what the client has not read (`ws.bufferedAmount` sees
 * nothing of it): signals are dropped then, and beyond the bound the client is cut off, to come back when it can.
 */
export function memberOf(
  socket: Socket,
  { outboundPackets, outboundBytes }: Limits,
  onSlow: () => void,
): Member {
  const conn = socket.conn as unknown as Conn

  function isBehind({ writeBuffer }: Conn): boolean {
    if (writeBuffer.length > outboundPackets) return true
    if (writeBuffer.length <= unweighed) return false
    return writeBuffer.reduce((sum, it) => sum + (it.data?.length ?? 0), 0) > outboundBytes
  }

  return {
    send({ text, wire }, weight) {
      const line = idleLine(conn)
      if (line) {
        line.write((wire as [Buffer])[0])
        return true
      }
      if (conn.writeBuffer.length > 0) {
        if (weight === 'signals') return true
        if (isBehind(conn)) {
          onSlow()
          conn.close(true)
          return false
        }
      }
      conn.write(`2["f",${text}]`, { wsPreEncodedFrame: wire })
      return true
    },
  }
}
