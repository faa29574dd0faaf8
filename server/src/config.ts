import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'

const clone = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..')

const url = (...protocols: readonly string[]) =>
  z.string().refine((it) => URL.canParse(it) && protocols.includes(new URL(it).protocol), {
    error: `must be a URL that starts with ${protocols.join('// or ')}//`,
  })

/** Every environment variable that Rostrum reads; docs/operations.md says the same in prose. */
const Environment = z.object({
  NODE_ENV: z.enum(['development', 'test', 'production']).default('development'),
  HOST: z.string().min(1).default('127.0.0.1'),
  PORT: z.coerce.number().int().min(0).max(65_535).default(3000),
  METRICS_PORT: z.coerce.number().int().min(0).max(65_535).optional(),
  METRICS_HOST: z.string().min(1).default('127.0.0.1'),
  BASE_URL: url('http:', 'https:').optional(),
  ROSTRUM_DATA: z.string().min(1).default(path.join(clone, '.data')),
  DATABASE_URL: url('postgres:', 'postgresql:').optional(),
  REDIS_URL: url('redis:', 'rediss:').optional(),
  LIVEKIT_URL: url('ws:', 'wss:', 'http:', 'https:').optional(),
  LIVEKIT_PUBLIC_URL: url('ws:', 'wss:').optional(),
  LIVEKIT_KEY: z.string().min(1).optional(),
  LIVEKIT_SECRET: z.string().min(1).optional(),
  SMTP_URL: url('smtp:', 'smtps:').optional(),
  MAIL_FROM: z.string().min(3).default('Rostrum <rostrum@localhost>'),
  ALLOWED_ORIGINS: z.string().default(''),
  TRUSTED_PROXIES: z.coerce.number().int().min(0).max(8).default(0),
  ROSTRUM_DEMO: z.enum(['on', 'off']).optional(),
  ROSTRUM_BOTS: z.enum(['on', 'off']).optional(),
})
type Environment = z.infer<typeof Environment>

/** A LiveKit that is run by somebody else. Without one, we start our own. */
export interface LiveKitConfig {
  /** Where our servers reach it. */
  readonly url: string
  /** Where browsers reach it. */
  readonly publicUrl: string
  readonly key: string
  readonly secret: string
}

export interface Config {
  readonly production: boolean
  readonly host: string
  readonly port: number
  /** What people type: links in mails begin with it. Without it, the address we listen on. */
  readonly baseUrl: string | undefined
  /** Other origins whose pages may talk to us, besides our own. */
  readonly allowedOrigins: readonly string[]
  /** How many proxies in front of us may tell who the caller is (`X-Forwarded-For`). */
  readonly trustedProxies: number
  readonly data: string
  /** Where numbers are told to whoever watches; never through the proxy. */
  readonly metrics: { readonly host: string; readonly port: number } | undefined
  readonly databaseUrl: string | undefined
  readonly redisUrl: string | undefined
  readonly livekit: LiveKitConfig | undefined
  readonly mail: { readonly smtpUrl: string | undefined; readonly from: string }
  /** Fill an empty database with the demo forum, and print links to sign in as its people. */
  readonly demo: boolean
  /** Speakers with a moving picture and sound on the demo's live stage. */
  readonly bots: boolean
}

export class ConfigError extends Error {
  override readonly name = 'ConfigError'
}

/** The environment as one frozen object; throws a `ConfigError` with a line for everything that is wrong. */
export function readConfig(env: NodeJS.ProcessEnv): Config {
  const given = Object.entries(env).filter(([, value]) => value !== undefined && value !== '')
  const parsed = Environment.safeParse(Object.fromEntries(given))
  if (!parsed.success) {
    const lines = parsed.error.issues.map((it) => `${it.path.join('.')}: ${it.message}`)
    throw new ConfigError(lines.join('\n'))
  }
  const problems = [...livekitProblems(parsed.data), ...productionProblems(parsed.data)]
  if (problems.length > 0) throw new ConfigError(problems.join('\n'))
  return Object.freeze(configOf(parsed.data))
}

function configOf(it: Environment): Config {
  const production = it.NODE_ENV === 'production'
  const { LIVEKIT_URL: livekitUrl, LIVEKIT_KEY: key, LIVEKIT_SECRET: secret } = it
  const demo = it.ROSTRUM_DEMO ? it.ROSTRUM_DEMO === 'on' : !production
  return {
    production,
    host: it.HOST,
    port: it.PORT,
    baseUrl: it.BASE_URL?.replace(/(?<!\/)\/+$/, ''),
    allowedOrigins: origins(it),
    trustedProxies: it.TRUSTED_PROXIES,
    metrics: it.METRICS_PORT === undefined ? undefined : { host: it.METRICS_HOST, port: it.METRICS_PORT },
    data: path.resolve(it.ROSTRUM_DATA),
    databaseUrl: it.DATABASE_URL,
    redisUrl: it.REDIS_URL,
    livekit:
      livekitUrl && key && secret
        ? {
            url: livekitUrl,
            publicUrl: it.LIVEKIT_PUBLIC_URL ?? livekitUrl.replace(/^http/, 'ws'),
            key,
            secret,
          }
        : undefined,
    mail: { smtpUrl: it.SMTP_URL, from: it.MAIL_FROM },
    demo,
    bots: demo && it.ROSTRUM_BOTS !== 'off',
  }
}

const origins = (it: Environment): string[] =>
  it.ALLOWED_ORIGINS.split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '')

function livekitProblems(it: Environment): string[] {
  if (!it.LIVEKIT_URL || (it.LIVEKIT_KEY && it.LIVEKIT_SECRET)) return []
  return ['LIVEKIT_URL: needs LIVEKIT_KEY and LIVEKIT_SECRET beside it']
}

const shortestSecret = 32
/** Words from examples, also said several times over to be long enough. */
const isWellKnown = (it: string): boolean =>
  /^(?:devkey|secret|password|postgres|changeme|change-me|rostrum)+$/i.test(it)

/** On this machine alone it may do without. */
function hasWeakPassword(url: string): boolean {
  const { hostname, password } = new URL(url)
  if (['localhost', '127.0.0.1', '[::1]'].includes(hostname)) return false
  return password === '' || isWellKnown(password)
}

/** What is handy on one's own machine and dangerous on the internet. */
function productionProblems(it: Environment): string[] {
  const wrong = origins(it).filter((one) => !URL.canParse(one))
  const checks: [boolean, string][] = [
    [
      wrong.length > 0,
      `ALLOWED_ORIGINS: ${wrong.join(', ')} would let any page act for our people: name each origin`,
    ],
  ]
  if (it.NODE_ENV === 'production') {
    const password = it.DATABASE_URL ? new URL(it.DATABASE_URL).password : ''
    checks.push(
      [!it.BASE_URL, 'BASE_URL: must be set in production, links in mails begin with it'],
      [it.BASE_URL?.startsWith('http:') ?? false, 'BASE_URL: must be https in production, cookies need it'],
      [!it.DATABASE_URL, 'DATABASE_URL: must be set in production, the embedded database is for development'],
      [isWellKnown(password), 'DATABASE_URL: has a well-known password'],
      [
        it.REDIS_URL !== undefined && hasWeakPassword(it.REDIS_URL),
        'REDIS_URL: has no password, or a well-known one: whoever reaches it can slow everybody down',
      ],
      [
        origins(it).some((one) => one.startsWith('http:')),
        'ALLOWED_ORIGINS: must be https in production, or anybody on the way could act for our people',
      ],
      [!it.SMTP_URL, 'SMTP_URL: must be set in production, else everybody could read the sign-in mails'],
      [it.MAIL_FROM.includes('@localhost'), 'MAIL_FROM: must be set in production'],
      [isWellKnown(it.LIVEKIT_KEY ?? ''), 'LIVEKIT_KEY: is a well-known key'],
      [
        it.LIVEKIT_SECRET !== undefined && it.LIVEKIT_SECRET.length < shortestSecret,
        `LIVEKIT_SECRET: must have ${shortestSecret} characters or more`,
      ],
      [isWellKnown(it.LIVEKIT_SECRET ?? ''), 'LIVEKIT_SECRET: is a well-known secret'],
      [it.ROSTRUM_BOTS === 'on', 'ROSTRUM_BOTS: must be off in production, they speak on its stages'],
      [it.METRICS_PORT === it.PORT, 'METRICS_PORT: must not be PORT, which the world reaches'],
      [it.ROSTRUM_DEMO === 'on', 'ROSTRUM_DEMO: must be off in production, its sign-in links are printed'],
    )
  }
  return checks.filter(([isWrong]) => isWrong).map(([, line]) => line)
}
