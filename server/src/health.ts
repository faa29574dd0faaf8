import { route } from '#kernel/routes.ts'
import type { Route } from '#kernel/routes.ts'

/** Short words for a machine or a person who watches: `ok`, `starting`, `absent`, or what is wrong. */
export interface Parts {
  readonly database: () => Promise<string>
  readonly media: () => string
  readonly redis: () => string
}

/** Whether this process takes in anybody new: not any more, once it has been told to stop. */
type IsOpen = () => boolean

/**
 * `GET /healthz` says how we are; it answers 200 as long as this process can answer at all. `GET /readyz` is for a load
 * balancer: 503 while people should be sent to another node.
 */
export function healthRoutes(version: string, parts: Parts, isOpen: IsOpen): Route[] {
  const look = async () => {
    const database = await parts.database()
    const status = isOpen() ? (database === 'ok' ? 'ok' : 'degraded') : 'stopping'
    return { status, version, database, media: parts.media(), redis: parts.redis() }
  }
  return [
    route('get', '/healthz', 'anyone', async ({ response }) => {
      response.set('Cache-Control', 'no-store')
      return look()
    }),
    route('get', '/readyz', 'anyone', async ({ response }) => {
      const health = await look()
      response.set('Cache-Control', 'no-store').status(health.status === 'ok' ? 200 : 503)
      return health
    }),
  ]
}
