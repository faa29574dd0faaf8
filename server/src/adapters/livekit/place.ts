import { randomBytes } from 'node:crypto'
import dgram from 'node:dgram'
import fs from 'node:fs'
import net from 'node:net'
import path from 'node:path'

export interface Keys {
  readonly key: string
  readonly secret: string
}
export interface Ports {
  readonly signal: number
  readonly tcp: number
  readonly udp: number
}

/** Made once and kept: a token is good over a restart, and no two installations share a key. */
export function keysIn(folder: string): Keys {
  const file = path.join(folder, 'keys.json')
  if (fs.existsSync(file)) return JSON.parse(fs.readFileSync(file, 'utf8')) as Keys
  const keys = {
    key: `rostrum_${randomBytes(6).toString('hex')}`,
    secret: randomBytes(32).toString('base64url'),
  }
  fs.mkdirSync(folder, { recursive: true, mode: 0o700 })
  fs.writeFileSync(file, JSON.stringify(keys), { mode: 0o600 })
  return keys
}

const usual: Ports = { signal: 7880, tcp: 7881, udp: 7882 }

/** The usual ports, so that what somebody wrote down stays true; where another server has them, whichever are free. */
export async function freePorts(): Promise<Ports> {
  const [signal, tcp, udp] = await Promise.all([
    tcpPort(usual.signal),
    tcpPort(usual.tcp),
    udpPort(usual.udp),
  ])
  if (signal && tcp && udp) return usual
  const [other, another, third] = await Promise.all([tcpPort(0), tcpPort(0), udpPort(0)])
  return { signal: other ?? 0, tcp: another ?? 0, udp: third ?? 0 }
}

const tcpPort = (wanted: number) =>
  new Promise<number | undefined>((resolve) => {
    const server = net.createServer()
    server.once('error', () => resolve(undefined))
    server.listen(wanted, '127.0.0.1', () => {
      const { port } = server.address() as net.AddressInfo
      server.close(() => resolve(port))
    })
  })

const udpPort = (wanted: number) =>
  new Promise<number | undefined>((resolve) => {
    const socket = dgram.createSocket('udp4')
    socket.once('error', () => resolve(undefined))
    socket.bind(wanted, '127.0.0.1', () => {
      const { port } = socket.address()
      socket.close(() => resolve(port))
    })
  })

/**
 * LiveKit on this machine only, as written in its configuration file (YAML, of which JSON is a part; an unknown key is
 * an error at start). Browsers are kept off public STUN servers by being given one that is not there.
 */
export function writeConfiguration(
  folder: string,
  { keys, ports, webhook }: { readonly keys: Keys; readonly ports: Ports; readonly webhook: string },
): string {
  const configuration = {
    port: ports.signal,
    bind_addresses: ['127.0.0.1'],
    rtc: {
      tcp_port: ports.tcp,
      udp_port: ports.udp,
      use_external_ip: false,
      node_ip: '127.0.0.1',
      enable_loopback_candidate: true,
      ips: { includes: ['127.0.0.1/32'] },
      stun_servers: ['127.0.0.1:3478'],
    },
    keys: { [keys.key]: keys.secret },
    // Rooms are made by us, with their limits: whoever has a token cannot make one by joining it.
    room: { auto_create: false, empty_timeout: 60, departure_timeout: 20 },
    webhook: { api_key: keys.key, urls: [webhook] },
    logging: { level: 'info', pion_level: 'error', json: true },
  }
  fs.mkdirSync(folder, { recursive: true, mode: 0o700 })
  const file = path.join(folder, 'livekit.yaml')
  fs.writeFileSync(file, JSON.stringify(configuration, null, 2), { mode: 0o600 })
  return file
}
