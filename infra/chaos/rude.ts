import net from 'node:net'
import zlib from 'node:zlib'
import { channels, commandId, input, types } from './hostile.ts'
import { pick } from './random.ts'
import type { Random } from './random.ts'

/*
 * Requests to the HTTP door as they must not be: wrong kinds of content, wrong lengths, bodies beyond the bound, packed
 * bombs, broken chunks, two ways to say where a request ends. Written by hand, as no client would send them.
 */

const methods = [
  'POST',
  'POST',
  'POST',
  'POST',
  'GET',
  'PUT',
  'DELETE',
  'OPTIONS',
  'HEAD',
  'TRACE',
  'FOO',
  'post',
]
const contents = [
  'application/json',
  'application/json',
  'application/json',
  'application/json; charset=utf-7',
  'application/json; charset=utf-16',
  'text/plain',
  'application/x-www-form-urlencoded',
  'multipart/form-data; boundary=x',
  'application/octet-stream',
  'application/json, text/plain',
  '__proto__',
  '',
]
const encodings = ['gzip', 'deflate', 'br', 'identity', 'gzip, gzip', 'zstd', '__proto__', '']
const paths: readonly ((random: Random) => string)[] = [
  (random) => `/api/commands/${pick(random, types).replace(':', '.')}`,
  (random) => `/api/commands/${pick(random, types).replace(':', '.')}`,
  (random) => `/api/commands/${pick(random, types).replace(':', '.')}`,
  (random) =>
    `/api/commands/${pick(random, ['x', '__proto__.constructor', '..%2f..', '%00', '%ff', '.', 'a.b.c'])}`,
  (random) => `/api/channels/${encodeURIComponent(pick(random, channels))}`,
  () => `/api/channels/${'x'.repeat(9_000)}`,
  () => '/api/stage/hot/token',
  () => '/api/livekit/webhook',
  () => '/socket.io/?EIO=3&transport=polling',
  () => '/socket.io/?EIO=4&transport=polling&sid=x',
  () => '//evil.example/..//x',
  () => '/%2e%2e/%2e%2e/etc/passwd',
  () => 'http://evil.example/healthz',
  () => '*',
]

const bomb = zlib.gzipSync(Buffer.alloc(4 * 2 ** 20, '[')).toString('latin1')
const bodies: readonly ((random: Random) => string)[] = [
  input,
  input,
  input,
  (random) => input(random).slice(0, Math.floor(random() * 40)),
  () => '',
  () => bomb,
  () => `{"text":"${'x'.repeat(200_000)}"}`,
  () => '\u0000'.repeat(100),
  () => 'session=hot&text=x&on=true',
  () => '--x\r\ncontent-disposition: form-data; name="__proto__"\r\n\r\n1\r\n--x--',
]

/** How the body's end is told; most of them wrongly. */
const ends: readonly ((body: string, random: Random) => string)[] = [
  told,
  told,
  told,
  told,
  (body) => `content-length: ${body.length + 10}\r\n\r\n${body}`,
  (body) => `content-length: ${Math.max(0, body.length - 3)}\r\n\r\n${body}`,
  (body) => `content-length: -1\r\n\r\n${body}`,
  (body) => `content-length: ${body.length}\r\ncontent-length: 3\r\n\r\n${body}`,
  (body) => `content-length: 4\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n${body}`,
  (body) => `transfer-encoding: chunked\r\n\r\n${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`,
  (body, random) =>
    `transfer-encoding: chunked\r\n\r\n${pick(random, ['-1', 'zz', 'fffffffffffff', ''])}\r\n${body}`,
  (body) => `\r\n${body}`,
]
function told(body: string): string {
  return `content-length: ${body.length}\r\n\r\n${body}`
}

/** One request, each byte a character; `{cookie}` and `{host}` stand for those of whoever sends it. */
export function rude(random: Random): string {
  const lines = [
    `${pick(random, methods)} ${pick(random, paths)(random)} HTTP/1.1`,
    'host: {host}',
    'connection: close',
  ]
  if (random() < 0.85) lines.push('cookie: {cookie}')
  if (random() < 0.7) lines.push('origin: http://{host}')
  else lines.push(`origin: ${pick(random, ['null', 'http://evil.example', 'http://127.0.0.1', ''])}`)
  if (random() < 0.85)
    lines.push(
      `idempotency-key: ${commandId(random)
        .replaceAll(/["\r\n]/g, '')
        .slice(0, 3_000)}`,
    )
  if (random() < 0.95) lines.push(`content-type: ${pick(random, contents)}`)
  if (random() < 0.15) lines.push(`content-encoding: ${pick(random, encodings)}`)
  if (random() < 0.05) lines.push('expect: 100-continue')
  if (random() < 0.05)
    lines.push(`x-forwarded-for: ${pick(random, ['127.0.0.1', 'x'.repeat(2_000), '::ffff:1'])}`)
  if (random() < 0.03) lines.push(`x: ${'y'.repeat(20_000)}`)
  if (random() < 0.03) for (let i = 0; i < 2_500; i++) lines.push(`x${i}: y`)
  const body = Buffer.from(pick(random, bodies)(random)).toString('latin1')
  return `${lines.join('\r\n')}\r\n${pick(random, ends)(body, random)}`
}

const patienceMs = 5_000

/** Sends it and says that no more will come. Gives the status of the answer; 0 when there was none, -1 when it took too long. */
export function ask(port: number, text: string): Promise<number> {
  return new Promise((resolve) => {
    const socket = net.connect(port, '127.0.0.1')
    let heard = ''
    const end = (status: number) => {
      socket.destroy()
      resolve(status)
    }
    socket.setTimeout(patienceMs, () => end(-1))
    socket.on('error', () => {}) // 'close' follows
    socket.on('data', (chunk: Buffer) => {
      if (heard.length < 64) heard += chunk.toString('latin1', 0, 64)
    })
    socket.on('close', () => end(Number(/^HTTP\/1\.1 (\d+)/.exec(heard)?.[1] ?? 0)))
    socket.end(text.replaceAll('{host}', `127.0.0.1:${port}`), 'latin1')
  })
}
