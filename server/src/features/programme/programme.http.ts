import { createHash } from 'node:crypto'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import type { SessionId } from '@rostrum/shared/kernel/fields.ts'
import { route } from '#kernel/routes.ts'
import type { Route, RouteCall } from '#kernel/routes.ts'
import type { Reading } from './programme.reading.ts'
import type { ForumRow } from './programme.store.ts'

/* Reading a programme: public for a public forum, the same bytes for all, kept ready and compressed per version. */

/** How long a new name of a speaker may take to be seen: it does not move the forum's version. */
const keepMs = 30_000
/** Of how many forums the answer is kept. */
const keepForums = 50

interface Answer {
  readonly etag: string
  readonly plain: Buffer
  readonly zipped: Buffer
}

const zip = promisify(gzip)

export function programmeRoutes(reading: Reading): readonly Route[] {
  const programmes = createCache(reading.programme)
  const details = createCache(reading.detail)
  return [
    route('get', '/api/forums', 'anyone', async ({ actor, response }) => {
      response.set('Cache-Control', 'private, no-cache')
      return reading.forums(actor)
    }),
    route('get', '/api/forums/:slug', 'anyone', async (call) => {
      const forum = await reading.forum(call.actor, String(call.request.params['slug']))
      return send(call, forum, await details(forum))
    }),
    route('get', '/api/forums/:slug/programme', 'anyone', async (call) => {
      const forum = await reading.forum(call.actor, String(call.request.params['slug']))
      return send(call, forum, await programmes(forum))
    }),
    route('get', '/api/sessions/:id', 'anyone', async ({ actor, request, response }) => {
      const detail = await reading.session(actor, String(request.params['id']) as SessionId)
      response.set('Cache-Control', cacheControl(detail.forum.visibility))
      return detail
    }),
  ]
}

/** Kept, but asked about before each use: a 304 costs one indexed read. Members' answers stay out of shared caches. */
const cacheControl = (visibility: ForumRow['visibility']) =>
  `${visibility === 'public' ? 'public' : 'private'}, no-cache`

function send({ request, response }: RouteCall, forum: ForumRow, answer: Answer): undefined {
  response.set({
    'Cache-Control': cacheControl(forum.visibility),
    'Content-Type': 'application/json; charset=utf-8',
    ETag: answer.etag,
    Vary: 'Accept-Encoding',
  })
  const zipped = request.acceptsEncodings('gzip') === 'gzip'
  if (zipped) response.set('Content-Encoding', 'gzip')
  response.send(zipped ? answer.zipped : answer.plain)
}

/** One answer per forum, made once for all who wait for it, and anew when the version moved or it grew old. */
function createCache(make: (forum: ForumRow) => Promise<unknown>) {
  const kept = new Map<string, { version: number; madeAt: number; answer: Promise<Answer> }>()
  return (forum: ForumRow): Promise<Answer> => {
    const known = kept.get(forum.id)
    const madeAt = performance.now()
    if (known && known.version >= forum.version && madeAt - known.madeAt < keepMs) return known.answer
    const entry = { version: forum.version, madeAt, answer: make(forum).then(pack) }
    kept.delete(forum.id)
    kept.set(forum.id, entry)
    entry.answer.catch(() => kept.get(forum.id) === entry && kept.delete(forum.id))
    if (kept.size > keepForums) kept.delete(kept.keys().next().value ?? '')
    return entry.answer
  }
}

async function pack(body: unknown): Promise<Answer> {
  const plain = Buffer.from(JSON.stringify(body))
  // Of the contents, not of the version: an answer made anew and found the same is not sent again.
  const etag = `W/"${createHash('sha256').update(plain).digest('base64url').slice(0, 27)}"`
  return { etag, plain, zipped: await zip(plain) }
}
