import express from 'express'
import type { ErrorRequestHandler, Express, RequestHandler } from 'express'
import { Failure, failures } from '@rostrum/shared/kernel/failure.ts'
import type { FailureCode } from '@rostrum/shared/kernel/failure.ts'
import type { Ack } from '@rostrum/shared/kernel/wire.ts'
import { refuse } from './job.ts'
import type { Runner } from './runner.ts'
import type { Actor } from './feature.ts'
import { isOwnRequest } from './origin.ts'
import type { Route } from './routes.ts'

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
  readonly authenticate: (cookies: string | undefined) => Promise<Actor | undefined>
  readonly routes: readonly Route[]
  /** Where our pages come from, such as `https://forum.example.org`. */
  readonly origins: readonly string[]
  readonly log: (message: string, error: unknown) => void
}

/** The HTTP door: the same commands as over the socket, and what features offer for reading. */
export function createHttp({ runner, authenticate, routes, origins, log }: HttpOptions): Express {
  const app = express()
  app.disable('x-powered-by')
  const json = express.json({ limit: '64kb' })
  const send = (ack: Ack): { status: number; body: unknown } => ({
    status: ack.ok ? 200 : statusOf[ack.code],
    body: ack,
  })

  const machines = routes.filter((it) => it.who === 'machine')
  const people = routes.filter((it) => it.who !== 'machine')
  const body = express.text({ type: () => true, limit: '64kb' })
  for (const it of machines)
    app[it.method](
      it.path,
      body,
      serve(it, async () => undefined),
    )
  app.use(refuseForeign(origins))

  app.post('/api/commands/:type', json, async (request, response) => {
    const actor = await authenticate(request.headers.cookie)
    const [feature, verb] = String(request.params['type']).split('.')
    const ack = actor
      ? await runner.run(actor, {
          id: request.get('idempotency-key') ?? '',
          type: `${feature}:${verb}`,
          input: request.body as unknown,
        })
      : refuse('forbidden')
    const { status, body } = send(ack)
    response.status(status).json(body)
  })

  for (const it of people) app[it.method](it.path, json, serve(it, authenticate))
  app.use(onError(log))
  return app
}

const refuseForeign =
  (origins: readonly string[]): RequestHandler =>
  (request, _response, next) => {
    const reads = request.method === 'GET' || request.method === 'HEAD' || request.method === 'OPTIONS'
    if (!reads && !isOwnRequest(request.headers, origins)) throw new Failure('forbidden')
    next()
  }

const serve =
  (route: Route, authenticate: HttpOptions['authenticate']): RequestHandler =>
  async (request, response) => {
    const actor = await authenticate(request.headers.cookie)
    if (!actor && route.who === 'signed-in') throw new Failure('forbidden')
    const body = await route.handle({ actor, request, response })
    if (body !== undefined) response.json(body)
  }

const onError =
  (log: HttpOptions['log']): ErrorRequestHandler =>
  (error: unknown, request, response, _next) => {
    const status = (error as { status?: number } | null)?.status // express.json's own refusals
    const code: FailureCode =
      error instanceof Failure ? error.code : status !== undefined && status < 500 ? 'invalid' : 'unavailable'
    if (code === 'unavailable') log(`${request.method} ${request.path} broke`, error)
    response.status(statusOf[code]).json({ ok: false, code, retry: failures[code] })
  }
