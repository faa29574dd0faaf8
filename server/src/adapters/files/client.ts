import { createHash } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import type { RequestHandler, Response } from 'express'

type Encoding = 'br' | 'gzip' | 'identity'

interface ClientFile {
  readonly type: string
  readonly etag: string
  readonly cacheControl: string
  readonly bytes: Readonly<Partial<Record<Encoding, Buffer>>> & { readonly identity: Buffer }
}

const typeOf: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.json': 'application/json',
  '.webmanifest': 'application/manifest+json',
  '.txt': 'text/plain; charset=utf-8',
  '.png': 'image/png',
  '.webp': 'image/webp',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
}
const copies: readonly [Exclude<Encoding, 'identity'>, string][] = [
  ['br', '.br'],
  ['gzip', '.gz'],
]
// The build puts a hash of the content into the names of what lies in here.
const hashed = '/assets/'

/**
 * Serves the built client from memory: it is a few megabytes, compressed when it was built. A path that names no file is a
 * place inside the client and gets its page; what only a program asks for (`/api/…`) is left to others.
 */
export function serveClient(folder: string): RequestHandler {
  const files = readFiles(folder)
  return (request, response, next) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') return next()
    const file = files.get(request.path) ?? pageFor(request.path, files)
    if (!file) return next()
    const accepted = request.acceptsEncodings(['br', 'gzip', 'identity'])
    send(response, file, accepted === 'br' || accepted === 'gzip' ? accepted : 'identity')
  }
}

function send(response: Response, file: ClientFile, wanted: Encoding): void {
  const encoding = file.bytes[wanted] ? wanted : 'identity'
  response.set({
    'Content-Type': file.type,
    'Cache-Control': file.cacheControl,
    ETag: file.etag,
    Vary: 'Accept-Encoding',
  })
  if (response.req.fresh) return void response.status(304).end()
  if (encoding !== 'identity') response.set('Content-Encoding', encoding)
  response.send(file.bytes[encoding])
}

function pageFor(url: string, files: ReadonlyMap<string, ClientFile>): ClientFile | undefined {
  const isForPrograms = url.startsWith('/api/') || url.startsWith('/socket.io/') || url.startsWith(hashed)
  const isFile = path.posix.basename(url).includes('.') && !url.endsWith('/')
  return isForPrograms || isFile ? undefined : files.get('/index.html')
}

function readFiles(folder: string): ReadonlyMap<string, ClientFile> {
  const files = new Map<string, ClientFile>()
  if (!fs.existsSync(folder)) return files
  for (const name of fs.readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    const type = typeOf[path.extname(name)]
    const file = path.join(folder, name)
    if (type && fs.statSync(file).isFile())
      files.set(`/${name.split(path.sep).join('/')}`, readFile(file, name, type))
  }
  return files
}

function readFile(file: string, name: string, type: string): ClientFile {
  const identity = fs.readFileSync(file)
  const compressed = copies
    .filter(([, ending]) => fs.existsSync(file + ending))
    .map(([encoding, ending]) => [encoding, fs.readFileSync(file + ending)])
  return {
    type,
    // Weak, since the compressed copies carry it too.
    etag: `W/"${createHash('sha256').update(identity).digest('base64url').slice(0, 22)}"`,
    cacheControl: `/${name}`.startsWith(hashed) ? 'public, max-age=31536000, immutable' : 'no-cache',
    bytes: { identity, ...(Object.fromEntries(compressed) as Partial<Record<Encoding, Buffer>>) },
  }
}
