import { Email } from '@rostrum/shared/features/people/people.contract.ts'
import { safePath } from '@rostrum/shared/features/people/people.policy.ts'
import { Failure } from '@rostrum/shared/kernel/failure.ts'
import { Language } from '@rostrum/shared/kernel/fields.ts'
import * as z from 'zod/mini'
import type { Db } from '#kernel/db.ts'
import { operator } from '#kernel/operator.ts'
import type { Caller } from '#kernel/operator.ts'
import { rowsOf } from '#kernel/personal.ts'
import type { Personal } from '#kernel/personal.ts'
import { route } from '#kernel/routes.ts'
import type { Route, RouteCall } from '#kernel/routes.ts'
import { createCookies } from './cookies.ts'
import type { Cookies } from './cookies.ts'
import { deviceOf, networkOf } from './device.ts'
import { everyNode } from './grants.service.ts'
import { profile } from './people.service.ts'
import * as peopleStore from './people.store.ts'
import { hashOf, masked, newSecret, stateOf } from './sign-in.service.ts'
import type { SignInOptions } from './sign-in.service.ts'
import * as store from './sign-in.store.ts'

export interface HttpOptions extends SignInOptions {
  readonly call: Caller['call']
  /** Where kept mail can be read: told to whoever asks for a link on a developer's own machine. */
  readonly mailbox?: string | undefined
  /** What every feature knows about people. */
  readonly personal: () => readonly Personal[]
  /** Called when a mail has been posted. */
  readonly onPosted: () => void
}

const Ask = z.strictObject({
  email: Email,
  next: z.optional(z.string().check(z.maxLength(2_000))),
  language: z.optional(Language),
})
const Token = z.string().check(z.regex(/^[\w-]{43}$/))
const Again = z.strictObject({ token: Token })
const Confirm = z.strictObject({
  token: Token,
  /** The person has been told that another browser asked, and goes on. */
  elsewhere: z.optional(z.boolean()),
  /** A shared device: the browser forgets the sign-in when it is closed. */
  shared: z.optional(z.boolean()),
})

/** Signing in and out, and who one is: over HTTP, because only there can a cookie be set. */
export function peopleRoutes(options: HttpOptions): readonly Route[] {
  const cookies = createCookies(options.baseUrl)
  return [...signInRoutes(options, cookies), ...myRoutes(options, cookies)]
}

function signInRoutes(options: HttpOptions, cookies: Cookies): readonly Route[] {
  const { db, now } = options

  const ask = asker(options, cookies)
  const find = async (token: string) => {
    const link = await store.linkByToken(db, hashOf(token))
    return { link, state: stateOf(link, now()) }
  }

  const asked = (call: RouteCall, link: peopleStore.Tables['sign_in_links']): boolean =>
    link.browser_hash === null || hashOf(cookies.readBrowser(call) ?? '').equals(link.browser_hash)

  return [
    route('post', '/api/sign-in', 'anyone', (call) => {
      const { email, next, language } = parse(Ask, call)
      return ask(call, { email, next: safePath(next), language: language ?? 'en' })
    }),

    route('post', '/api/sign-in/again', 'anyone', async (call) => {
      const { link } = await find(parse(Again, call).token)
      if (!link) throw new Failure('not_found')
      return { ...(await ask(call, link)), email: masked(link.email) }
    }),

    // What the page behind the link shows. It changes nothing: mail programs open links by themselves.
    route('post', '/api/sign-in/look', 'anyone', async (call) => {
      const { link, state } = await find(parse(Again, call).token)
      if (!link || state === 'unknown') return { state: 'unknown' }
      if (state !== 'ready') return { state, email: masked(link.email) }
      const here = asked(call, link)
      const known = here ? await peopleStore.byEmail(db, link.email) : undefined
      return { state, here, email: here ? link.email : masked(link.email), name: known?.name ?? '' }
    }),

    route('post', '/api/sign-in/confirm', 'anyone', async (call) => {
      const { token, elsewhere = false, shared = false } = parse(Confirm, call)
      const { link } = await find(token)
      if (link && !asked(call, link) && !elsewhere) throw new Failure('forbidden')
      return signIn(options, cookies, call, { token, shared })
    }),
  ]
}

/** Makes the sign-in, and gives the browser its cookies. A shared device is not known again: who comes next is somebody else. */
async function signIn(
  options: HttpOptions,
  cookies: Cookies,
  call: RouteCall,
  { token, shared }: { readonly token: string; readonly shared: boolean },
) {
  const secret = newSecret()
  const mark = shared ? undefined : (cookies.readBrowser(call) ?? newSecret())
  const { next } = await options.call(operator, 'people:signIn', {
    deployment: everyNode,
    link: hashOf(token).toString('hex'),
    secret: hashOf(secret).toString('hex'),
    device: deviceOf(call.request.get('user-agent')),
    kept: !shared,
    browser: mark === undefined ? null : hashOf(mark).toString('hex'),
    replaces: call.actor?.signIn ?? null,
  })
  cookies.signIn(call, secret, mark)
  return { ok: true, next: safePath(next) }
}

/** Asks for a link. Whether or not there is such a person, the same is done and the same is said. */
const asker =
  (options: HttpOptions, cookies: Cookies) =>
  async (call: RouteCall, { email, next, language }: { email: string; next: string; language: string }) => {
    await options.call(operator, 'people:askLink', {
      deployment: everyNode,
      email,
      next,
      language,
      browser: hashOf(cookies.browser(call)).toString('hex'),
      from: networkOf(call.request.ip),
    })
    options.onPosted()
    return { ok: true, email, minutes: store.linkMinutes, mailbox: options.mailbox }
  }

function myRoutes({ db, now, call: run, personal }: HttpOptions, cookies: Cookies): readonly Route[] {
  return [
    myData(db, personal),

    route('post', '/api/sign-out', 'signed-in', async (call) => {
      await run(call.actor, 'people:endSignIn', { signIn: call.actor.signIn })
      cookies.signOut(call)
      return { ok: true }
    }),

    route('get', '/api/me', 'anyone', async (call) => {
      call.response.set('cache-control', 'no-store')
      const [row] = call.actor ? await peopleStore.byIds(db, [call.actor.id]) : []
      if (!call.actor || !row) return { me: null }
      await cookies.roll(call, async (secret) => {
        const hash = hashOf(secret)
        return (await store.signedIn(db, [hash], now())).get(hash.toString('hex'))
      })
      return { me: profile(row), grants: call.actor.grants, signIn: call.actor.signIn }
    }),

    route('get', '/api/me/sign-ins', 'signed-in', async (call) => {
      call.response.set('cache-control', 'no-store')
      const rows = await store.signInsOf(db, call.actor.id, now())
      return {
        signIns: rows.map(({ id, browser, system, kept, made_at, seen_at }) => ({
          id,
          browser,
          system,
          kept,
          madeAt: made_at.toISOString(),
          seenAt: seen_at.toISOString(),
          here: id === call.actor.signIn,
        })),
      }
    }),
  ]
}

/** Everything we know about whoever asks, for a program to read: as a file. */
const myData = (db: HttpOptions['db'], personal: HttpOptions['personal']): Route => ({
  ...route('get', '/api/me/data', 'signed-in', async ({ actor, response }) => {
    response.set('cache-control', 'no-store').attachment('rostrum-my-data.json')
    return rowsOf(db as Db<unknown>, personal(), actor.id)
  }),
  rate: 'exports',
})

function parse<T extends z.ZodMiniType>(schema: T, { request, response }: RouteCall): z.output<T> {
  response.set('cache-control', 'no-store').set('referrer-policy', 'no-referrer')
  const parsed = z.safeParse(schema, request.body)
  if (!parsed.success)
    throw new Failure(
      'invalid',
      parsed.error.issues.map((it) => it.path.join('.')),
    )
  return parsed.data
}
