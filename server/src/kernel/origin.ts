import type { IncomingHttpHeaders } from 'node:http'

/*
 * Which pages may speak to this server with a person's cookie. Neither CORS nor SameSite stops a WebSocket that a
 * foreign page opens (CSWSH), and SameSite knows no ports; so every door asks here.
 */

/** `*.localhost` (RFC 6761) and the loopback addresses: names that no page of somebody else can have. */
const loopback = /^(localhost|[a-z0-9-]+\.localhost|127\.0\.0\.1|\[::1\])$/

function parse(origin: string): URL | undefined {
  const url = URL.canParse(origin) ? new URL(origin) : undefined
  // Only what a browser writes: scheme, host, port, in canonical form. `null`, credentials, paths and case tricks are not.
  return url?.origin === origin ? url : undefined
}

/**
 * One of the configured origins, or a loopback page speaking to the very host and port it came from (the demo gives each
 * kind of person a host name of their own, so that one browser can be all of them).
 */
export function isOwnOrigin(
  origin: string | undefined,
  host: string | undefined,
  origins: readonly string[],
): boolean {
  const url = origin === undefined ? undefined : parse(origin)
  if (!url) return false
  if (origins.includes(url.origin)) return true
  return url.protocol === 'http:' && loopback.test(url.hostname) && url.host === host?.toLowerCase()
}

/**
 * May this HTTP request change anything? A browser says where it comes from. Who says nothing is no browser; as proof
 * that it is no form of an old one either, it must carry a header that no form can send.
 */
export function isOwnRequest(headers: IncomingHttpHeaders, origins: readonly string[]): boolean {
  if (headers.origin !== undefined) return isOwnOrigin(headers.origin, headers.host, origins)
  const site = headers['sec-fetch-site']
  if (site !== undefined) return site === 'same-origin'
  return headers['idempotency-key'] !== undefined
}
