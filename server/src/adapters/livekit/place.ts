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

/** LiveKit's usual ports, and the one that is held by the server whose LiveKit has them, for as long as it runs. */
const usual = { signal: 7880, tcp: 7881, udp: 7882, sign: 7883 }

/** Ports that nobody else can take, until they are released for the program that they are for. */
export interface HeldPorts {
  readonly ports: Ports
  release(): Promise<void>
  /** The program has ended, or never came: another may have them. */
  end(): Promise<void>
}

/**
 * The usual ports, so that what somebody wrote down stays true; where another server has them, whichever are free. Two
 * that start at the same time would choose the same, and one be taken for the other: so they are held until they are
 * used, and the usual ones, which are free for a moment before LiveKit takes them, have a sign that they are taken.
 */
export async function holdPorts(preferred = usual): Promise<HeldPorts> {
  const held = (await holdPreferred(preferred)) ?? (await hold({ signal: 0, tcp: 0, udp: 0 }))
  if (!held) throw new Error('no port is free for LiveKit')
  return held
}

async function holdPreferred({ sign, ...ports }: typeof usual): Promise<HeldPorts | undefined> {
  const claim = await holdTcp(sign)
  if (!claim) return undefined
  const held = await hold(ports)
  if (!held) await claim.release()
  return held && { ...held, end: async () => void (await Promise.all([held.end(), claim.release()])) }
}

async function hold({ signal, tcp, udp }: Ports): Promise<HeldPorts | undefined> {
  const held = await Promise.all([holdTcp(signal), holdTcp(tcp), holdUdp(udp)])
  const release = async () => void (await Promise.all(held.map(async (it) => it?.release())))
  const [one, other, third] = held
  const ports = one && other && third && { signal: one.port, tcp: other.port, udp: third.port }
  if (ports) return { ports, release, end: release }
  await release()
  return undefined
}

interface HeldPort {
  readonly port: number
  release(): Promise<void>
}

const holdTcp = (wanted: number) =>
  new Promise<HeldPort | undefined>((resolve) => {
    const server = net.createServer((socket) => socket.destroy()).unref()
    server.once('error', () => resolve(undefined))
    server.listen(wanted, '127.0.0.1', () => {
      const { port } = server.address() as net.AddressInfo
      resolve({ port, release: () => new Promise((done) => server.close(() => done())) })
    })
  })

const holdUdp = (wanted: number) =>
  new Promise<HeldPort | undefined>((resolve) => {
    const socket = dgram.createSocket('udp4').unref()
    let isHeld = true
    socket.once('error', () => resolve(undefined))
    socket.bind(wanted, '127.0.0.1', () => {
      const { port } = socket.address()
      const release = () =>
        new Promise<void>((done) => {
          if (!isHeld) return done()
          isHeld = false
          socket.close(() => done())
        })
      resolve({ port, release })
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
