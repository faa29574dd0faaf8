import { SMTPServer } from 'smtp-server'
import { expect, test } from 'vitest'
import { createBrowser, tokenIn } from '#testing/browser.ts'
import { createWorld, until } from '#testing/world.ts'
import { createKeptMail } from './kept.ts'
import { createSmtp } from './smtp.ts'

const mail = { to: 'a@b.example', subject: 'Hello', text: 'Text', html: '<p>Text</p>', language: 'en' }

/** A mail server that keeps what it is given, and refuses as often as asked. */
async function createSink() {
  const received: { from: string; to: string[]; text: string }[] = []
  let refusals = 0
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onData(stream, session, done) {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', () => {
        if (refusals-- > 0) return done(Object.assign(new Error('later'), { responseCode: 451 }))
        const { mailFrom, rcptTo } = session.envelope
        received.push({
          from: mailFrom ? mailFrom.address : '',
          to: rcptTo.map((it) => it.address),
          text: Buffer.concat(chunks).toString(),
        })
        done()
      })
    },
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.server.address() as { port: number }
  return {
    url: `smtp://127.0.0.1:${port}`,
    received,
    refuse: (times: number) => void (refusals = times),
    stop: () => new Promise<void>((resolve) => server.close(() => resolve())),
  }
}
const sink = await createSink()
const world = await createWorld({ mail: { smtpUrl: sink.url, from: 'Rostrum <rostrum@forum.example>' } })
world.onStop(sink.stop)

const headersOf = (text: string) => text.slice(0, text.indexOf('\r\n\r\n'))

test.each([
  { ...mail, to: 'a@b.example\r\nBcc: all@evil.example' },
  { ...mail, to: 'a@b.example\nX-Evil: 1' },
  { ...mail, subject: 'Hello\r\nBcc: all@evil.example' },
  { ...mail, subject: 'Hello\u2028Bcc: all@evil.example' },
  { ...mail, subject: 'Hello\rBcc: all@evil.example' },
  { ...mail, language: 'en\r\nBcc: all@evil.example' },
])('%j is not sent, nor kept', async (it) => {
  const smtp = createSmtp(sink.url, 'Rostrum <rostrum@forum.example>')
  const before = sink.received.length
  await expect(smtp.send(it)).rejects.toThrow('control character')
  expect(sink.received.length).toBe(before)
  smtp.stop()
  if (it.language === 'en') await expect(createKeptMail(() => new Date()).send(it)).rejects.toThrow()
})

test('H7: an address is one recipient, never a list', async () => {
  const smtp = createSmtp(sink.url, 'Rostrum <rostrum@forum.example>')
  const before = sink.received.length
  await smtp.send({ ...mail, to: 'a@b.example, c@evil.example' }).catch(() => {})
  smtp.stop()
  for (const it of sink.received.slice(before)) expect(it.to).toHaveLength(1)
})

test.each([
  ['en', 'Your sign-in link', 'ltr'],
  ['fr', 'Votre lien de connexion', 'ltr'],
  ['ar', 'رابط تسجيل الدخول الخاص بك', 'rtl'],
  ['xx', 'Your sign-in link', 'ltr'],
])(
  'a link asked for in %s comes as a mail in that language, in text and HTML',
  async (language, subject, dir) => {
    const browser = createBrowser(world)
    const email = `mail-${language}@canary.invalid`
    await browser.ask(email, { language })
    await until('the mail', () => sink.received.some((it) => it.to.includes(email)))
    const { text, from } = sink.received.find((it) => it.to.includes(email)) ?? { text: '', from: '' }
    const headers = headersOf(text)
    expect(from).toBe('rostrum@forum.example')
    expect(headers.match(/^(to|cc|bcc):.*$/gim)).toEqual([`To: ${email}`])
    expect(decodeWords(headers)).toContain(`Subject: ${subject}`)
    expect(text).toMatch(/Content-Type: text\/plain; charset=utf-8/)
    expect(text).toMatch(/Content-Type: text\/html; charset=utf-8/)
    expect(htmlOf(text)).toContain(`dir="${dir}"`)
    const link = /http:\/\/127\.0\.0\.1:\d+\/sign-in\/link#[\w-]{43}/.exec(htmlOf(text))?.[0] ?? ''
    expect((await browser.post('/api/sign-in/confirm', { token: tokenIn(link) })).status).toBe(200)
  },
)

test('a mail server that says later is asked again, and what is sent is forgotten', async () => {
  const browser = createBrowser(world)
  const email = 'patience@canary.invalid'
  sink.refuse(1)
  await browser.ask(email)
  await until('an attempt', async () => {
    const [row] = await world.query<{ attempts: number }>('SELECT attempts FROM mails')
    return row?.attempts === 1
  })
  world.advance(31_000)
  await until('the mail', () => sink.received.some((it) => it.to.includes(email)))
  await until('nothing left', async () => (await world.query('SELECT 1 FROM mails')).length === 0)
  expect(sink.received.filter((it) => it.to.includes(email))).toHaveLength(1)
})

test('two nodes work off the same mails, and each is sent once', async () => {
  await world.node({ mail: { smtpUrl: sink.url, from: 'Rostrum <rostrum@forum.example>' } })
  const emails = Array.from({ length: 25 }, (_, i) => `each-${i}@canary.invalid`)
  await Promise.all(emails.map((email) => createBrowser(world).ask(email)))
  const count = (email: string) => sink.received.filter((it) => it.to.includes(email)).length
  await until('all', () => emails.every((email) => count(email) > 0), 15_000)
  await until('nothing left', async () => (await world.query('SELECT 1 FROM mails')).length === 0)
  expect(emails.map(count)).toEqual(emails.map(() => 1))
})

test('kept mail is shown to this machine only, under its own names, and never where there is a mail server', async () => {
  expect((await world.fetch('/dev/mail')).status).toBe(404)
  const local = await createWorld()
  expect((await local.fetch('/dev/mail')).status).toBe(200)
  for (const header of [
    { 'x-forwarded-for': '203.0.113.9' },
    { forwarded: 'for=203.0.113.9' },
    { via: '1.1 proxy' },
  ])
    expect((await local.fetch('/dev/mail', undefined, { headers: header as never })).status).toBe(404)
  const production = await createWorld({ production: true })
  expect((await production.fetch('/dev/mail')).status).toBe(404)
})

const part = (text: string, type: string) => {
  const [, encoding = '', body = ''] =
    new RegExp(
      `Content-Type: ${type}[^]*?Content-Transfer-Encoding: ([\\w-]+)[^]*?\\r\\n\\r\\n([^]*?)\\r\\n--`,
    ).exec(text) ?? []
  return encoding === 'base64'
    ? Buffer.from(body, 'base64').toString()
    : Buffer.from(unquoted(body), 'latin1').toString()
}
const unquoted = (text: string) =>
  text
    .replace(/=\r\n/g, '')
    .replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
const htmlOf = (text: string) => part(text, 'text/html')
/** RFC 2047. */
const decodeWords = (headers: string) =>
  headers
    .replace(/\?=\r\n\s+=\?/g, '?==?')
    .replace(/=\?UTF-8\?([BQ])\?([^?]*)\?=/gi, (_, kind: string, body: string) =>
      kind.toUpperCase() === 'B'
        ? Buffer.from(body, 'base64').toString()
        : Buffer.from(unquoted(body.replaceAll('_', ' ')), 'latin1').toString(),
    )
