import type { RouteCall } from '#kernel/routes.ts'
import { newSecret, signInCookie, cookieIn, cookieName } from './sign-in.service.ts'
import * as store from './sign-in.store.ts'

const browserCookie = 'rostrum_browser'
/** Of a browser that has only asked for a link. With a kept sign-in its mark lasts as long as that. */
const askedDays = 1
/** As we make it. Where something else stands, as when all cookies are set to the same words, many would be taken for one. */
const isMark = (value: string): boolean => /^[\w-]{43}$/.test(value)

/** What we keep in a browser: its sign-in, and a mark to know it again by. No script reads them. */
export function createCookies(baseUrl: () => string) {
  const set = ({ response }: RouteCall, name: string, value: string, days: number | undefined) => {
    const base = baseUrl()
    response.cookie(cookieName(name, base), value, {
      httpOnly: true,
      sameSite: 'lax',
      secure: base.startsWith('https:'),
      path: '/',
      ...(days === undefined ? {} : { maxAge: days * 86_400_000 }),
    })
  }
  const read = ({ request }: RouteCall, name: string) =>
    cookieIn(request.headers.cookie, cookieName(name, baseUrl()))
  const readBrowser = (call: RouteCall) => {
    const value = read(call, browserCookie)
    return value !== undefined && isMark(value) ? value : undefined
  }

  return {
    readBrowser,
    /** The mark by which a browser is known to be the one that asked; made when it has none. */
    browser(call: RouteCall): string {
      const known = readBrowser(call)
      if (known !== undefined) return known // it may have to last longer than for this link
      const value = newSecret()
      set(call, browserCookie, value, askedDays)
      return value
    },
    /** With the browser's mark, it and the sign-in are kept; without one the browser forgets both by itself. */
    signIn(call: RouteCall, secret: string, mark: string | undefined) {
      set(call, signInCookie, secret, mark === undefined ? undefined : store.signInDays)
      if (mark !== undefined) set(call, browserCookie, mark, store.signInDays)
    },
    signOut: (call: RouteCall) => set(call, signInCookie, '', 0),
    /** The browser keeps the cookies as long as we keep the sign-in, which runs on while it is used. */
    async roll(call: RouteCall, find: (secret: string) => Promise<{ kept: boolean } | undefined>) {
      const secret = read(call, signInCookie)
      const found = secret ? await find(secret) : undefined
      if (!secret || !found?.kept) return
      set(call, signInCookie, secret, store.signInDays)
      const mark = readBrowser(call)
      if (mark !== undefined) set(call, browserCookie, mark, store.signInDays)
    },
  }
}
export type Cookies = ReturnType<typeof createCookies>
