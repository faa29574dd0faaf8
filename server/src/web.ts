import express from 'express'
import type { Express, RequestHandler } from 'express'
import helmet from 'helmet'
import { serveClient } from '#adapters/files/client.ts'

export interface WebOptions {
  /** What programs ask for: commands, routes, health. */
  readonly api: RequestHandler
  /** The folder of the built client; without it there are no pages. */
  readonly client?: string | undefined
  /** Where a page may connect to besides here: the media server. */
  readonly connectTo: readonly string[]
  /** Pages are served over https, by the proxy in front of us. */
  readonly secure: boolean
  readonly trustedProxies: number
}

/** Everything that is answered over HTTP, behind the headers that protect a page. */
export function createWeb({ api, client, connectTo, secure, trustedProxies }: WebOptions): Express {
  const web = express()
  web.disable('x-powered-by')
  web.set('trust proxy', trustedProxies)
  web.use(protect(connectTo, secure))
  web.use(api)
  if (client) web.use(serveClient(client))
  return web
}

function protect(connectTo: readonly string[], secure: boolean): RequestHandler[] {
  const headers = helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'", "'unsafe-inline'"], // react-aria writes a style element of its own
        imgSrc: ["'self'", 'data:', 'blob:'],
        mediaSrc: ["'self'", 'blob:'],
        workerSrc: ["'self'", 'blob:'],
        connectSrc: ["'self'", ...connectTo],
        objectSrc: ["'none'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
      },
    },
    strictTransportSecurity: secure ? { maxAge: 31_536_000 } : false,
    referrerPolicy: { policy: 'no-referrer' }, // a link to sign in must not travel on
    xFrameOptions: { action: 'deny' },
  })
  const permissions: RequestHandler = (_request, response, next) => {
    response.set(
      'Permissions-Policy',
      'camera=(self), microphone=(self), display-capture=(self), fullscreen=(self), geolocation=(), payment=(), usb=()',
    )
    next()
  }
  return [headers, permissions]
}
