import { randomUUID } from 'node:crypto'
import express from 'express'
import type { ErrorRequestHandler, Express, Request, RequestHandler } from 'express'
import * as z from 'zod/mini'
import { parseChannel } from '@rostrum/shared/kernel/channel.ts'
import type { ChannelId } from '@rostrum/shared/kernel/channel.ts'
import { Failure, failures } from '@rostrum/shared/kernel/failure.ts'
import type { FailureCode } from '@rostrum/shared/kernel/failure.ts'
import { CommandId } from '@rostrum/shared/kernel/ids.ts'
import type { Ack } from '@rostrum/shared/kernel/wire.ts'
import type { Actor, Admit } from './feature.ts'
import { refuse } from './job.ts'
import type { Knocking } from './knocking.ts'
import type { Limits } from './limits.ts'
import { isOwnRequest } from './origin.ts'
import { isPlain } from './plain.ts'
import { route } from './routes.ts'
import type { Route } from './routes.ts'
import type { Runner } from './runner.ts'
import type { Source } from './source.ts'

const statusOf: Readonly<Record<FailureCode, number>> = {
  invalid: 400,
  forbidden: 403,
  not_found: 404,
  closed: 409,
  conflict: 409,
  expired: 410,
  id_reused: 422,
  too_many: 429,
  busy: 503,
  unavailable: 503,
}

export interface HttpOptions {
  readonly runner: Runner
  readonly source: Source
  readonly admit: Admit
  readonly authenticate: (cookies: string | undefined) => Promise<Actor | undefined>
  readonly routes: readonly Route[]
  /** Where our pages come from, such as `https://forum.example.org`. */
  readonly origins: readonly string[]
  readonly limits: Limits
  readonly knocking: Pick<Knocking, 'request'>
  readonly log: (message: string, error: unknown) => void
}

/** The HTTP door: the same commands as over the socket, what a channel holds, and what features offer for reading. */
export function createHttp(options: HttpOptions): Express {
  const { routes, origins, limits, log } = options
  const app = express()
  app.disable('x-powered-by')
  // Both bound what comes out of a compressed body, not what goes in.
  const json = [express.json({ limit: limits.frameBytes }), refusePoison(limits.depth)]
  const text = express.text({ type: () => true, limit: limits.frameBytes })

  for (const it of routes.filter(({ who }) => who === 'machine'))
    app[it.method](it.path, text, serve(it, { ...options, authenticate: async () => undefined }))
  app.use('/api', refuseHaste(options.knocking))
  app.use(refuseForeign(origins))
  const own = [commandRoute(options), channelRoute(options)]
  for (const it of [...own, ...routes.filter(({ who }) => who !== 'machine')])
    app[it.method](it.path, json, serve(it, options))
  app.use('/api', () => {
    throw new Failure('not_found')
  })
  app.use(onError(log))
  return app
}

/** `POST /api/commands/questions.ask` with the input as its body, and the command's id as `Idempotency-Key`. */
const commandRoute = ({ runner }: HttpOptions): Route =>
  route('post', '/api/commands/:type', 'signed-in', async ({ actor, request, response }) => {
    const id = z.safeParse(CommandId, request.get('idempotency-key'))
    const [feature, verb] = param(request, 'type').split('.')
    const ack = id.success
      ? await runner.run(actor, {
          id: id.data,
          type: `${feature}:${verb}`,
          input: request.body as unknown,
        })
      : refuse('invalid', { state: ['Idempotency-Key: a UUID version 7, made once per intent'] })
    answer(ack, response)
    return undefined
  })

/** `GET /api/channels/session:42`: what one who may join it would be shown first. */
function channelRoute({ source, admit }: HttpOptions): Route {
  const reading = new Map<ChannelId, ReturnType<Source['snapshot']>>()
  const read = (id: ChannelId) => {
    const running = reading.get(id) ?? source.snapshot(id).finally(() => reading.delete(id))
    reading.set(id, running)
    return running
  }
  return route('get', '/api/channels/:id', 'signed-in', async ({ actor, request, response }) => {
    const channel = parseChannel(param(request, 'id'))
    // "Not there" and "not allowed" answer alike.
    if (!channel || !(await admit(actor, channel))) throw new Failure('forbidden')
    const { epoch, seq, json } = await read(channel.id)
    response.set('Cache-Control', 'no-store').type('json')
    response.send(`{"epoch":${JSON.stringify(epoch)},"seq":${seq},"snapshot":${json}}`)
    return undefined
  })
}

function answer(ack: Ack, response: Parameters<RequestHandler>[1]): void {
  if (!ack.ok && ack.retryAfterMs !== undefined)
    response.set('Retry-After', String(Math.ceil(ack.retryAfterMs / 1000)))
  response.status(ack.ok ? 200 : statusOf[ack.code]).json(ack)
}

const param = (request: Request, name: string): string => String(request.params[name])

const refuseForeign =
  (origins: readonly string[]): RequestHandler =>
  (request, _response, next) => {
    const reads = request.method === 'GET' || request.method === 'HEAD' || request.method === 'OPTIONS'
    if (!reads && !isOwnRequest(request.headers, origins)) throw new Failure('forbidden')
    next()
  }

/** Who is told *no* at once asks again at once; told a second later, they hold up their own line and nobody else's. */
const hastePauseMs = 1_000

/** Before the body is read. */
const refuseHaste =
  ({ request: knock }: Pick<Knocking, 'request'>): RequestHandler =>
  ({ headers }, response, next) => {
    const retryAfterMs = knock(headers.cookie)
    if (retryAfterMs === 0) return next()
    setTimeout(() => answer(refuse('too_many', { retryAfterMs }), response), hastePauseMs).unref()
  }

const refusePoison =
  (depth: number): RequestHandler =>
  (request, _response, next) => {
    if (!isPlain(request.body, depth)) throw new Failure('invalid')
    next()
  }

const serve =
  (it: Route, options: Pick<HttpOptions, 'authenticate' | 'runner' | 'limits'>): RequestHandler =>
  async (request, response) => {
    const actor = await options.authenticate(request.headers.cookie)
    if (!actor && it.who === 'signed-in') throw new Failure('forbidden')
    const retryAfterMs = actor ? waitFor(it, actor, options) : 0
    if (retryAfterMs > 0) return answer(refuse('too_many', { retryAfterMs }), response)
    const body = await it.handle({ actor, request, response })
    if (body !== undefined) response.json(body)
  }

const waitFor = (
  { rate, path }: Route,
  actor: Actor,
  { runner, limits }: Pick<HttpOptions, 'runner' | 'limits'>,
): number => (rate ? runner.rates.take(`${actor.id} ${path}`, limits[rate]) : 0)

/** What Express makes of a body or a path that cannot be read; other errors may have a status too, of another server's. */
const isUnreadable = (error: unknown): boolean =>
  error instanceof URIError || (error as { expose?: boolean } | null)?.expose === true

/** Expected refusals as they are; of anything else only an id, by which the log can be searched. */
const onError =
  (log: HttpOptions['log']): ErrorRequestHandler =>
  (error: unknown, request, response, _next) => {
    if (error instanceof Failure) return answer(refuse(error.code, { state: error.state }), response)
    if (isUnreadable(error)) return answer(refuse('invalid'), response)
    const id = randomUUID()
    // The route's pattern, not its path: addresses may hold what is nobody else's business.
    log(
      `${request.method} ${String((request.route as { path?: string } | undefined)?.path)} broke (${id})`,
      error,
    )
    response.status(500).json({ ok: false, code: 'unavailable', retry: failures.unavailable, id })
  }
