import { Failure } from '@rostrum/shared/kernel/failure.ts'
import { route } from '#kernel/routes.ts'
import type { Route, RouteCall } from '#kernel/routes.ts'
import { headerText } from './smtp.ts'
import type { Mail, SendMail } from './smtp.ts'

const keptMost = 50

/** Where mail goes when there is no mail server: kept in memory and shown on `/dev/mail`, to this machine only. */
export function createKeptMail(now: () => Date): {
  readonly send: SendMail
  readonly routes: readonly Route[]
} {
  const kept: (Mail & { readonly at: Date })[] = []
  return {
    async send(mail) {
      headerText(mail.to)
      headerText(mail.subject)
      kept.unshift({ ...mail, at: now() })
      kept.length = Math.min(kept.length, keptMost)
    },
    routes: [
      route('get', '/dev/mail', 'anyone', async (call) => {
        if (!isFromThisMachine(call)) throw new Failure('not_found')
        call.response
          .set('cache-control', 'no-store')
          .set('referrer-policy', 'no-referrer')
          .set('content-security-policy', "default-src 'none'; style-src 'unsafe-inline'")
          .type('html')
          .send(page(kept))
        return undefined
      }),
    ],
  }
}

/* Neither through a proxy, nor under a name that somebody else's page could have pointed at us (DNS rebinding). */
function isFromThisMachine({ request }: RouteCall): boolean {
  const address = request.socket.remoteAddress ?? ''
  const proxied = request.get('x-forwarded-for') ?? request.get('forwarded') ?? request.get('via')
  const host = request.get('host') ?? ''
  return (
    /^(127\.|::1$|::ffff:127\.)/.test(address) &&
    proxied === undefined &&
    /^((\w[\w-]*\.)*localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/.test(host)
  )
}

const page = (mails: readonly (Mail & { readonly at: Date })[]): string => `<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Mail kept here</title>
<style>
:root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif }
body { max-width: 42rem; margin: 2rem auto; padding: 0 1rem }
article { border: 1px solid #8886; border-radius: .5rem; padding: 1rem; margin-block: 1rem }
h2 { font-size: 1.1rem; margin: 0 } pre { white-space: pre-wrap; overflow-wrap: anywhere; font: inherit }
</style>
<h1>Mail kept here</h1>
<p>There is no mail server (<code>SMTP_URL</code>), so mails wait here, the newest first, until the server stops.</p>
${mails.map(article).join('\n') || '<p>None so far. Ask for a sign-in link, then load this page again.</p>'}
</html>`

const article = ({ to, subject, text, language, at }: Mail & { readonly at: Date }): string => `<article>
<h2 dir="auto" lang="${escape(language)}">${escape(subject)}</h2>
<p>To <bdi>${escape(to)}</bdi>, <time>${at.toISOString()}</time></p>
<pre dir="auto" lang="${escape(language)}">${linked(escape(text))}</pre>
</article>`

const linked = (html: string): string =>
  html.replace(/https?:\/\/[^\s<]+/g, (link) => `<a href="${link}">${link}</a>`)
const escape = (text: string): string =>
  text.replace(/[&<>"']/g, (sign) => `&#${String(sign.charCodeAt(0))};`)
