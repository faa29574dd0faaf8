import type pg from 'pg'
import type { GivenLivekit } from '#adapters/livekit/media.ts'
import { createLog, readable } from '#adapters/log/log.ts'
import type { Log } from '#adapters/log/log.ts'
import type { Feature } from '#kernel/feature.ts'
import { defaultLimits } from '#kernel/limits.ts'
import type { Limits } from '#kernel/limits.ts'

export interface AppOptions {
  readonly postgres: pg.ClientConfig
  readonly port?: number
  readonly now?: () => Date
  readonly limits?: Partial<Limits>
  /** Off: other nodes find what this one commits by polling only. For tests of just that. */
  readonly hint?: boolean
  /** Where nodes call to each other; without one they do it by the database. */
  readonly redisUrl?: string | undefined
  /** Features besides those of the product: for tests of the kernel. */
  readonly extraFeatures?: readonly Feature[]
  /** Where our pages come from. Pages from loopback names are ours when they speak to the host they came from. */
  readonly origins?: readonly string[]
  readonly host?: string
  readonly version?: string
  /** What people type to reach us, without a slash at its end. Without it: the address we listen on. */
  readonly baseUrl?: string | undefined
  /** Without an SMTP server the mail is kept, and in development shown on `/dev/mail`. */
  readonly mail?: { readonly smtpUrl: string | undefined; readonly from: string }
  /** False: an address that nobody has yet is sent no mail, and nobody can tell. */
  readonly openRegistration?: boolean
  readonly production?: boolean
  /** The built client; without it there is only what programs ask for. */
  readonly client?: string
  readonly trustedProxies?: number
  /** Where our own LiveKit keeps its keys and logs, or the one to use instead. Without either there is no media. */
  readonly livekit?: { readonly data: string; readonly given: GivenLivekit | undefined }
  /** Where numbers are told to whoever watches. Without it nothing is counted. */
  readonly metrics?: { readonly host: string; readonly port: number } | undefined
  readonly log?: Log
  readonly say?: (line: string) => void
  /** False for a command line beside the servers: it takes no part in their standing work (mail, media). */
  readonly background?: boolean
}

/** The options with what holds where nothing was said. */
export const complete = (options: AppOptions) => ({
  port: 0,
  host: '127.0.0.1',
  now: () => new Date(),
  hint: true,
  extraFeatures: [],
  origins: [],
  version: 'unknown',
  openRegistration: true,
  production: false,
  trustedProxies: 0,
  say: () => {},
  background: true,
  log: options.production ? createLog() : createLog(readable(process.stderr)),
  ...options,
  /** Pages are served over https, by the proxy in front of us. */
  secure: options.origins?.some((it) => it.startsWith('https:')) ?? false,
  limits: { ...defaultLimits, ...options.limits },
})
