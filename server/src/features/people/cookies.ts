import type { RouteCall } from '#kernel/routes.ts'
import { newSecret, signInCookie, cookieIn, cookieName } from './sign-in.service.ts'
import * as store from './sign-in.store.ts'

const browserCookie = 'rostrum_browser'
const browserDays = 1

/** What we keep in a browser: its sign-in, and a mark to know again the one that asked for a link. No script reads them. */
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

  return {
    readBrowser: (call: RouteCall) => read(call, browserCookie),
    /** The mark by which a browser is known to be the one that asked; made when it has none. */
    browser(call: RouteCall): string {
      const value = read(call, browserCookie) ?? newSecret()
      set(call, browserCookie, value, browserDays)
      return value
    },
    signIn: (call: RouteCall, secret: string, kept: boolean) =>
      set(call, signInCookie, secret, kept ? store.signInDays : undefined),
    signOut: (call: RouteCall) => set(call, signInCookie, '', 0),
    /** The browser keeps the cookie as long as we keep the sign-in, which runs on while it is used. */
    async roll(call: RouteCall, find: (secret: string) => Promise<{ kept: boolean } | undefined>) {
      const secret = read(call, signInCookie)
      const found = secret ? await find(secret) : undefined
      if (secret && found?.kept) set(call, signInCookie, secret, store.signInDays)
    },
  }
}
export type Cookies = ReturnType<typeof createCookies>
