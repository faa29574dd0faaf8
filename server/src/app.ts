import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type pg from 'pg'
import { mayEnter, standingIn } from '@rostrum/shared/kernel/actor.ts'
import { channelId, parseChannel } from '@rostrum/shared/kernel/channel.ts'
import type { ForumId, SessionId } from '@rostrum/shared/kernel/fields.ts'
import { uuid7 } from '@rostrum/shared/kernel/ids.ts'
import { protocolFingerprint } from '@rostrum/shared/fingerprint.ts'
import { protocol } from '@rostrum/shared/protocol.ts'
import { createLog } from '#adapters/log/log.ts'
import { createKeptMail } from '#adapters/mail/kept.ts'
import { mailMigrations, postMail, startMailJob } from '#adapters/mail/mails.ts'
import { createSmtp } from '#adapters/mail/smtp.ts'
import { createLivekit } from '#adapters/livekit/media.ts'
import type { GivenLivekit } from '#adapters/livekit/media.ts'
import { migrate } from '#adapters/postgres/migrations.ts'
import { createReader } from '#adapters/postgres/pool.ts'
import { chatMigrations, createChat } from './features/chat/index.ts'
import { createModeration, moderationMigrations } from './features/moderation/index.ts'
import { createPeople, peopleMigrations } from './features/people/index.ts'
import { createPresence, presenceMigrations } from './features/presence/index.ts'
import { createProgramme, programmeMigrations } from './features/programme/index.ts'
import { createQuestions, questionsMigrations } from './features/questions/index.ts'
import { createStage, stageMigrations } from './features/stage/index.ts'
import { rememberAdmitted } from '#kernel/admit.ts'
import { healthRoutes } from './health.ts'
import { createFacts } from '#kernel/facts.ts'
import type { Actor, Feature } from '#kernel/feature.ts'
import { defaultLimits } from '#kernel/limits.ts'
import type { Limits } from '#kernel/limits.ts'
import { createNode } from '#kernel/node.ts'
import { createCaller, operator } from '#kernel/operator.ts'
import { createWeb } from './web.ts'

export interface AppOptions {
  readonly postgres: pg.ClientConfig
  readonly port?: number
  readonly now?: () => Date
  readonly limits?: Partial<Limits>
  /** Off: other nodes find what this one commits by polling only. For tests of just that. */
  readonly hint?: boolean
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
  readonly production?: boolean
  /** The built client; without it there is only what programs ask for. */
  readonly client?: string
  readonly trustedProxies?: number
  /** Where our own LiveKit keeps its keys and logs, or the one to use instead. Without either there is no media. */
  readonly livekit?: { readonly data: string; readonly given: GivenLivekit | undefined }
  readonly say?: (line: string) => void
  /** False for a command line beside the servers: it takes no part in their standing work (mail, media). */
  readonly background?: boolean
}

export const migrations = [
  { name: 'kernel.0001', file: new URL('kernel/kernel.0001.sql', import.meta.url) },
  { name: 'kernel.0002', file: new URL('kernel/kernel.0002.sql', import.meta.url) },
  ...mailMigrations,
  ...peopleMigrations,
  ...programmeMigrations,
  ...moderationMigrations,
  ...chatMigrations,
  ...presenceMigrations,
  ...questionsMigrations,
  ...stageMigrations,
]

const idle = { look() {}, async stop() {} }

/** The composition root: the one place that knows every feature and every adapter. */
export async function createApp(options: AppOptions) {
  const { postgres, now = () => new Date(), origins = [] } = options
  const limits = { ...defaultLimits, ...options.limits }
  await migrate(postgres, migrations)
  const reader = createReader(postgres)
  const log = createLog()

  const facts = createFacts(log)

  const programme = createProgramme({ db: reader.db, cards: (ids) => people.cards(reader.db, ids) })
  const { call } = createCaller(() => runner)
  const baseUrl = () => options.baseUrl ?? `http://127.0.0.1:${(http.address() as AddressInfo).port}`
  const smtp = options.mail?.smtpUrl ? createSmtp(options.mail.smtpUrl, options.mail.from) : undefined
  const kept = createKeptMail(now)
  const showsMail = !smtp && !options.production
  const people = createPeople({
    db: reader.db,
    now,
    call,
    baseUrl,
    postMail,
    mailbox: showsMail ? '/dev/mail' : undefined,
    onPosted: () => mailJob.look(),
    openRegistration: true,
    sessionRoles: programme.sessionRoles,
    forumOf: programme.forumOf,
    openForums: programme.openForums,
    banned: (db, ids) => moderation.banned(db, ids),
  })
  const moderation = createModeration({
    db: reader.db,
    now,
    forumOf: programme.forumOf,
    cards: people.cards,
    grants: people.grantsOf,
    evidenceOf: async (db, { session, target }) =>
      target.kind === 'question'
        ? questions.evidenceOf(db, { session, id: target.id })
        : chat.evidence(db, session, target.id),
  })
  const mayEnterSession = async (actor: Actor, session: SessionId) => {
    const channel = parseChannel(channelId('session', session))
    return channel !== undefined && (await admit(actor, channel)) !== undefined
  }
  const chat = createChat({
    db: reader.db,
    cards: people.cards,
    silenced: moderation.silenced,
    panic: moderation.panic,
    audit: (ctx, entry) => moderation.audit({ ...entry, actor: ctx.actor.id, at: ctx.now }),
    mayEnter: mayEnterSession,
  })
  const presence = createPresence({
    db: reader.db,
    listedAmong: people.listedAmong,
    silenced: moderation.silenced,
    panic: moderation.panic,
    mayEnter: mayEnterSession,
  })
  const questions = createQuestions({
    cards: (ids) => people.cards(reader.db, ids),
    sessionRoles: (ids) => programme.sessionRoles(reader.db, ids),
    panic: moderation.panic,
    muted: async (db, who) => (await moderation.restrictions(db, who)).muted,
    audit: (ctx, entry) => moderation.audit({ ...entry, actor: ctx.actor.id, at: ctx.now }),
  })
  const livekit =
    options.livekit && options.background !== false
      ? await createLivekit({ ...options.livekit, now, say: options.say ?? (() => {}) })
      : undefined
  const stage = createStage({
    db: reader.db,
    media: livekit?.media,
    now,
    facts,
    log,
    remove: (at) => call(operator, 'stage:remove', at),
    isSignedIn: people.isSignedIn,
    forumOf: programme.forumOf,
    cards: people.cards,
    grants: people.grantsOf,
    outOf: moderation.outOf,
    audit: (ctx, entry) =>
      moderation.audit({ ...entry, actor: ctx.actor === operator ? null : ctx.actor.id, at: ctx.now }),
  })
  const features = [
    people.feature,
    programme.feature,
    moderation.feature,
    chat.feature,
    questions.feature,
    presence.feature,
    stage.feature,
    ...(options.extraFeatures ?? []),
  ]

  const admit = rememberAdmitted(async (actor, { kind, subject }) => {
    if (kind === 'person') return subject === actor.id ? { person: actor.id, roles: [] } : undefined
    if (kind === 'nodes') return actor === operator ? { person: actor.id, roles: [] } : undefined
    const isForum = kind === 'forum' || kind === 'desk'
    const forum = isForum ? (subject as ForumId) : await programme.forumOf(subject as SessionId)
    if (!forum) return undefined
    if (actor === operator) return { person: actor.id, roles: ['forum:moderator'] }
    const session = isForum ? undefined : (subject as SessionId)
    const standing = standingIn(actor.id, actor.grants, { forum, session })
    if (await moderation.isOut(actor.id, { forum, session })) return undefined
    return mayEnter[kind](standing) ? standing : undefined
  })

  const node = await createNode({
    postgres,
    features,
    admit,
    authenticate: people.authenticate,
    facts,
    origins,
    wire: protocolFingerprint,
    limits,
    hint: options.hint ?? true,
    now,
    log,
  })
  const { hub, runner } = node
  const health = healthRoutes(options.version ?? 'unknown', {
    database: reader.health,
    media: stage.status,
    redis: () => 'absent',
  })
  const routes = [
    ...health,
    ...(showsMail ? kept.routes : []),
    ...(livekit?.routes ?? []),
    ...features.flatMap((it) => it.routes),
  ]
  const http = createServer(
    { headersTimeout: limits.headersMs, requestTimeout: limits.requestMs },
    createWeb({
      api: node.api(routes),
      client: options.client,
      connectTo: livekit?.addresses ?? [],
      secure: origins.some((it) => it.startsWith('https:')),
      trustedProxies: options.trustedProxies ?? 0,
    }),
  )
  const sockets = await node.serve(http)
  const stopCounting = presence.watch({
    node: uuid7(),
    audience: sockets.audience,
    signal: hub.signal,
    log,
    ...(options.limits?.tickMs ? { everyMs: options.limits.tickMs * 4 } : {}),
  })
  facts.onEvent(protocol.people, 'accessChanged', ({ person }) => stage.recheck(person))
  facts.onEvent(protocol.moderation, 'accessChanged', ({ person, session, access }) =>
    access === 'lost' ? stage.expel(person, session) : undefined,
  )
  await new Promise<void>((resolve) => http.listen(options.port ?? 0, options.host ?? '127.0.0.1', resolve))
  livekit?.start((http.address() as AddressInfo).port)
  const mailJob =
    options.background === false
      ? idle
      : startMailJob({
          db: reader.db,
          send: smtp ? smtp.send : kept.send,
          templates: people.mailTemplates,
          now,
          log,
        })
  return {
    port: (http.address() as AddressInfo).port,
    hub,
    runner,
    /** What features offer over HTTP, besides commands and channels. */
    routes,
    authenticate: people.authenticate,
    onCommitted: facts.onCommitted,
    makeSignInLink: people.makeSignInLink,
    makeOrganiser: people.makeOrganiser,
    /** The media server, and its process when it is ours: for tests that look into it, or kill it. */
    media: livekit?.media,
    livekitPid: () => livekit?.pid(),
    admitToStage: stage.admit,
    async stop() {
      await node.drain()
      http.closeAllConnections()
      await stopCounting()
      await mailJob.stop()
      smtp?.stop()
      await stage.stop()
      await livekit?.stop()
      await node.stop()
      await reader.stop()
    },
  }
}
export type App = Awaited<ReturnType<typeof createApp>>
