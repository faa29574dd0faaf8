import { createHash, randomBytes } from 'node:crypto'
import type { people } from '@rostrum/shared/features/people/people.contract.ts'
import { Failure } from '@rostrum/shared/kernel/failure.ts'
import { uuid7 } from '@rostrum/shared/kernel/ids.ts'
import { createBatcher } from '#kernel/batcher.ts'
import type { Db } from '#kernel/db.ts'
import type { Statement } from '#kernel/writes.ts'
import type { Actor, Handlers } from '#kernel/feature.ts'
import { signInMail } from './people.mail.ts'
import { everyNode, noAccess } from './grants.service.ts'
import type { createGrants } from './grants.service.ts'
import * as peopleStore from './people.store.ts'
import type { Tables } from './people.store.ts'
import * as store from './sign-in.store.ts'

export interface SignInOptions {
  readonly db: Db<Tables>
  readonly now: () => Date
  /** What people type to reach us: links begin with it, and with nothing that a request said. */
  readonly baseUrl: () => string
  /** The statement that posts a mail of this template. */
  readonly postMail: (mail: { id: string; template: 'sign-in'; params: unknown; at: Date }) => Statement
  /** May an address that nobody has yet be signed in with? False: its owner is sent no mail, and nobody can tell. */
  readonly openRegistration: boolean
}

export const signInCookie = 'rostrum_session'
export const hashOf = (secret: string): Buffer => createHash('sha256').update(secret).digest()
/** 256 bits, as they stand in an address or a cookie. */
export const newSecret = (): string => randomBytes(32).toString('base64url')

/** On https the browser itself sees to it that no other host and no plain connection can set the cookie (RFC 6265bis). */
export const cookieName = (name: string, baseUrl: string): string =>
  baseUrl.startsWith('https:') ? `__Host-${name}` : name

export function cookieIn(header: string | undefined, name: string): string | undefined {
  const pairs = header?.split(';').map((it) => it.trim().split('=')) ?? []
  return pairs.find(([key]) => key === name)?.[1]
}

const bytesOf = (hex: string | null): Buffer | null => (hex === null ? null : Buffer.from(hex, 'hex'))

/** What a link is worth now. */
export type LinkState = 'unknown' | 'used' | 'old' | 'ready'

export function stateOf(link: Tables['sign_in_links'] | undefined, now: Date): LinkState {
  if (!link?.expires_at) return 'unknown'
  if (link.used_at) return 'used'
  return link.expires_at > now ? 'ready' : 'old'
}

type GrantsDoor = ReturnType<typeof createGrants>
type SignInHandlers = Pick<
  Handlers<typeof people, Tables>,
  'askLink' | 'signIn' | 'endSignIn' | 'signOutEverywhere'
>

export const signInHandlers = (options: SignInOptions, grants: GrantsDoor): SignInHandlers => ({
  async askLink(ctx, { email, browser, next, language, from }) {
    const asked = await store.askedLately(ctx.db, email, from, ctx.now)
    if (asked.address >= store.linksPerAddress.most || asked.network >= store.linksPerNetwork.most)
      throw new Failure('too_many')
    const id = ctx.newId()
    ctx.write(
      store.insertLink(ctx.db, {
        id,
        email,
        next,
        language,
        token_hash: null,
        browser_hash: bytesOf(browser),
        asked_from: from,
        asked_at: ctx.now,
        expires_at: null,
      }),
    )
    ctx.write(options.postMail({ id: ctx.newId(), template: 'sign-in', params: { link: id }, at: ctx.now }))
    ctx.write(store.forgetLinks(ctx.db, ctx.now))
    return null
  },

  async signIn(ctx, { link: hash, secret, device, kept, browser, replaces }) {
    const link = await store.linkByToken(ctx.db, Buffer.from(hash, 'hex'))
    if (!link || stateOf(link, ctx.now) !== 'ready') throw new Failure('expired')
    ctx.write(store.useLink(ctx.db, link.id, ctx.now))
    const person = await grants.personFor(ctx, link.email, link.language)
    const before = replaces === null ? undefined : await store.replaceSignIn(ctx.db, replaces, ctx.now)
    if (before) ctx.publish('accessChanged', { person: before.person }, everyNode)
    ctx.write(
      store.insertSignIn(ctx.db, {
        id: ctx.newId(),
        secret_hash: Buffer.from(secret, 'hex'),
        person,
        kept,
        browser_hash: bytesOf(browser),
        device,
        now: ctx.now,
      }),
    )
    await grants.attendOpenForums(ctx, person)
    return { person, next: link.next }
  },

  async endSignIn(ctx, { signIn }) {
    ctx.write(store.endSignIn(ctx.db, { id: signIn, person: ctx.actor.id }, ctx.now))
    ctx.publish('accessChanged', { person: ctx.actor.id }, everyNode)
    return null
  },

  async signOutEverywhere(ctx) {
    ctx.write(store.endSignIns(ctx.db, ctx.actor.id, ctx.now))
    ctx.publish('accessChanged', { person: ctx.actor.id }, everyNode)
    return null
  },
})

/** The token stands behind the `#`: browsers keep that part to themselves, so it is in no log and no `Referer`. */
const linkTo = (base: string, token: string): string => `${base}/sign-in/link#${token}`

/**
 * Makes the mail of a link that was asked for. The token is made here, so it is never stored: if the first attempt to
 * send fails, the next one makes another and the first is void.
 */
export function signInTemplate({ db, now, baseUrl, openRegistration }: SignInOptions) {
  return async (params: unknown) => {
    const { link } = params as { readonly link: string }
    const token = newSecret()
    const row = await store.giveToken(db, link, hashOf(token), now())
    if (!row) return undefined
    if (!openRegistration && !(await peopleStore.byEmail(db, row.email))) return undefined
    return signInMail({ to: row.email, language: row.language, link: linkTo(baseUrl(), token) })
  }
}

/**
 * A link that an operator hands over: for the demo, and for somebody whom no mail reaches. `host` is for a deployment
 * that has several host names (`attendee.localhost:3000`).
 */
export function signInLinks({ db, now, baseUrl }: Pick<SignInOptions, 'db' | 'now' | 'baseUrl'>) {
  return async ({
    email,
    host,
    next = '/',
  }: {
    email: string
    host?: string
    next?: string
  }): Promise<string> => {
    const token = newSecret()
    await store
      .insertLink(db, {
        id: uuid7(),
        email: email.trim().normalize('NFC').toLowerCase(),
        next,
        language: 'en',
        token_hash: hashOf(token),
        browser_hash: null,
        asked_from: 'operator',
        asked_at: now(),
        expires_at: store.after(now(), store.linkMinutes * 60_000),
      })
      .execute()
    const base = new URL(baseUrl())
    if (host !== undefined) base.host = host
    return linkTo(base.origin, token)
  }
}

/** Of those who come in together, so many are looked up at once. */
const together = 500

/** Who the cookie speaks for, now: nobody when the sign-in was ended or has run out. */
export function authenticator({ db, now, baseUrl }: SignInOptions, accessOf: GrantsDoor['accessOf']) {
  const actorBy = createBatcher(together, async (hashes: readonly Buffer[]) => {
    const found = await store.signedIn(db, hashes, now())
    const people = new Set([...found.values()].map((it) => it.person))
    const [access] = await Promise.all([accessOf(db, [...people]), store.see(db, found.values(), now())])
    return hashes.map((hash): Actor | undefined => {
      const it = found.get(hash.toString('hex'))
      return it && { id: it.person, signIn: it.id, ...(access.get(it.person) ?? noAccess) }
    })
  })

  const claimed = (cookies: string | undefined) => {
    const secret = cookieIn(cookies, cookieName(signInCookie, baseUrl()))
    return secret ? hashOf(secret) : undefined
  }
  return {
    async authenticate(cookies: string | undefined): Promise<Actor | undefined> {
      const hash = claimed(cookies)
      return hash && actorBy(hash)
    },
    /** Which sign-in the cookie says it is, true or not: enough to count by, before anything is looked up. */
    claimIn: (cookies: string | undefined) => claimed(cookies)?.toString('base64url'),
  }
}

/** This address as it may be shown to a browser that did not ask: enough to know one's own by. */
export function masked(email: string): string {
  const at = email.lastIndexOf('@')
  return `${email.slice(0, 1)}…${email.slice(at)}`
}
