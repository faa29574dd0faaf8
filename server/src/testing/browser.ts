import { until } from './world.ts'
import type { World } from './world.ts'

/** The HTTP side of one browser: it keeps cookies, and sends what a page of ours would. */
export function createBrowser(world: World, userAgent = 'Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0') {
  const jar = new Map<string, string>()

  async function fetch(path: string, init: RequestInit = {}): Promise<Response> {
    const response = await world.fetch(path, undefined, {
      ...init,
      headers: {
        'user-agent': userAgent,
        ...(jar.size > 0 ? { cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; ') } : {}),
        ...Object.fromEntries(new Headers(init.headers)),
      },
    })
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
      if (value === '') jar.delete(name)
      else jar.set(name, value)
    }
    return response
  }
  const post = async (path: string, body: unknown, headers: Record<string, string> = {}) => {
    const response = await fetch(path, { method: 'POST', body: JSON.stringify(body), headers })
    return { status: response.status, headers: response.headers, body: (await response.json()) as Answer }
  }
  const get = async (path: string) => (await (await fetch(path)).json()) as Answer

  return {
    jar,
    fetch,
    post,
    get,
    ask: (email: string, more: object = {}) => post('/api/sign-in', { email, ...more }),
    /** Asks for a link, opens the mail and presses the button. */
    async signIn(email: string): Promise<string> {
      const before = (await mailsTo(world, email)).length
      await post('/api/sign-in', { email })
      await until('mail', async () => (await mailsTo(world, email)).length > before)
      const [link = ''] = await mailsTo(world, email)
      await post('/api/sign-in/confirm', { token: tokenIn(link), elsewhere: true })
      return link
    },
  }
}
export type Answer = Record<string, unknown>

/** The links in the kept mails to this address, the newest first. */
export async function mailsTo(world: World, email: string): Promise<string[]> {
  const page = await (await world.fetch('/dev/mail')).text()
  return page
    .split('<article>')
    .filter((it) => it.includes(`<bdi>${email}</bdi>`))
    .flatMap((it) => /href="([^"]+)"/.exec(it)?.[1] ?? [])
}

export const tokenIn = (link: string): string => new URL(link).hash.slice(1)
