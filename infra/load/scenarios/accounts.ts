import http from 'node:http'
import { setTimeout as wait } from 'node:timers/promises'
import { uuid7 } from '@rostrum/shared/kernel/ids.ts'
import { personOf } from '../names.ts'
import { cookieOf, createPlatform } from '../platform.ts'
import type { Platform } from '../platform.ts'
import { mannWhitney, median } from '../rank.ts'
import type { Report } from '../report.ts'
import { letModerate } from '../venue.ts'

/** So that what comes after an answer is over before the next question: a mail is made, a statement run. */
const pauseMs = 15
/** Of each kind, asked before anything is counted. */
const warmUps = 40
const unhurried = { perSecond: 10_000, burst: 100_000 }

/** One request; the n-th of those who are there, or of those who are not. */
type Question = (who: { readonly id: string; readonly n: number }) => Asked
interface Asked {
  readonly method: 'GET' | 'POST'
  readonly path: string
  readonly body?: object
  readonly headers?: Readonly<Record<string, string>>
}

/**
 * Whether it can be told by the clock who has an account: the same is asked about people who are there and about others who
 * are not, in random order, and the times of the two are compared.
 */
export async function accounts({ samples = 200 }): Promise<Report> {
  const people = samples + warmUps
  const platform = await createPlatform(people + 2, {
    trustedProxies: 1, // a stranger has a network for each question, so that no limit is in the way
    limits: { requests: unhurried, rate: unhurried },
  })
  const [attendee, moderator] = [people, people + 1]
  await letModerate(platform, moderator, 1)
  await settleElsewhere(platform, people)
  try {
    const open = await platform.start()
    const opened = await compareAll(open.port, samples, {
      address: { question: askLink, after: readForums },
      'channel of a person': { question: channelOfPerson(attendee) },
      'other accounts, as an attendee': { question: linked(attendee) },
      'other accounts, as a moderator': { question: linked(moderator) },
      'somebody of another forum, muted by a moderator': { question: mute(moderator) },
    })
    await open.kill()
    const closed = await platform.start(0, { openRegistration: false })
    return {
      scenario: 'accounts',
      parameters: { samples, pauseMs, nodes: 1 },
      figures: {
        registrationOpen: opened,
        registrationClosed: await compareAll(closed.port, samples, {
          address: { question: askLink, after: readForums },
        }),
      },
      notTested: [
        'TLS',
        'another machine: on loopback there is less to hide a difference in',
        'an SMTP server',
      ],
    }
  } finally {
    await platform.stop()
  }
}

/** Everybody who is asked about is there, but not in the forum of those who ask. */
async function settleElsewhere(platform: Platform, people: number): Promise<void> {
  await platform.query(`INSERT INTO forums (id, slug, name, time_zone, starts_on, ends_on)
    VALUES ('elsewhere', 'elsewhere', '{"en": "Elsewhere"}', 'UTC', '2030-01-01', '2030-01-02')`)
  await platform.query(`UPDATE memberships SET forum = 'elsewhere' WHERE person = any($1)`, [
    Array.from({ length: people }, (_, n) => personOf(n)),
  ])
}

const askLink: Question = ({ id, n }) => ({
  method: 'POST',
  path: '/api/sign-in',
  body: { email: `${id}@load.invalid` },
  headers: { 'x-forwarded-for': `2001:db8:${n.toString(16)}:${id.startsWith('load') ? 1 : 2}::1` },
})
/** What the server has still to do for the one before makes this one wait. */
const readForums: Question = () => ({ method: 'GET', path: '/api/forums' })
const channelOfPerson =
  (asker: number): Question =>
  ({ id }) => ({ method: 'GET', path: `/api/channels/person:${id}`, headers: { cookie: cookieOf(asker) } })
const linked =
  (asker: number): Question =>
  ({ id }) => ({
    method: 'GET',
    path: `/api/forums/load/people/${id}/linked`,
    headers: { cookie: cookieOf(asker) },
  })
const mute =
  (asker: number): Question =>
  ({ id }) => ({
    method: 'POST',
    path: '/api/commands/moderation.muteEverywhere',
    body: { forum: 'load', person: id, reason: 'insult', note: null, minutes: null },
    headers: { cookie: cookieOf(asker), 'idempotency-key': uuid7() },
  })

interface Pair {
  readonly question: Question
  /** Asked at once when the first is answered, and timed as well. */
  readonly after?: Question
}

async function compareAll(port: number, samples: number, pairs: Readonly<Record<string, Pair>>) {
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1 })
  const figures: Record<string, unknown> = {}
  for (const [name, { question, after }] of Object.entries(pairs)) {
    const times = { there: [] as number[], not: [] as number[] }
    const later = { there: [] as number[], not: [] as number[] }
    const statuses = new Set<number>()
    for (const { kind, n } of inRandomOrder(samples)) {
      const who = { id: kind === 'there' ? personOf(n) : personOf(n).replace('load', 'none'), n }
      const answer = await ask(agent, port, question(who))
      const next = after && (await ask(agent, port, after(who)))
      await wait(pauseMs)
      if (n < warmUps) continue
      statuses.add(answer.status)
      times[kind].push(answer.ms)
      if (next) later[kind].push(next.ms)
    }
    figures[name] = { statuses: [...statuses], ...verdict(times) }
    if (after) figures[`${name}, what is asked next`] = verdict(later)
  }
  agent.destroy()
  return figures
}

interface Times {
  readonly there: readonly number[]
  readonly not: readonly number[]
}

const verdict = (times: Times) => ({
  medianMs: { there: round(median(times.there)), not: round(median(times.not)) },
  p: Number(mannWhitney(times.there, times.not).toPrecision(2)),
  seenFromMs: seenFrom(times),
})

/** The least delay of either kind that this run, with its noise, would have shown at p < 0.01. Without it p says little. */
function seenFrom({ there, not }: Times): number {
  const isSeen = (ms: number) =>
    [there, not].every(
      (late) =>
        mannWhitney(
          late.map((it) => it + ms),
          late === there ? not : there,
        ) < 0.01,
    )
  let ms = 0
  while (!isSeen(ms) && ms < 1_000) ms += 0.02
  return round(ms)
}
const round = (ms: number) => Math.round(ms * 1000) / 1000

/** Those that do not count come first. */
function inRandomOrder(samples: number) {
  const both = (n: number) => (['there', 'not'] as const).map((kind) => ({ kind, n, at: Math.random() }))
  const all = Array.from({ length: warmUps + samples }, (_, n) => both(n)).flat()
  return all.toSorted((a, b) => Number(a.n >= warmUps) - Number(b.n >= warmUps) || a.at - b.at)
}

/** From the first byte sent to the last one heard, over one connection that is kept. */
function ask(agent: http.Agent, port: number, { method, path, body, headers = {} }: Asked) {
  const text = body === undefined ? '' : JSON.stringify(body)
  const type = body === undefined ? {} : { 'content-type': 'application/json' }
  return new Promise<{ readonly status: number; readonly ms: number }>((resolve, reject) => {
    const from = performance.now()
    http
      .request({
        agent,
        port,
        method,
        path,
        host: '127.0.0.1',
        headers: {
          ...type,
          origin: `http://127.0.0.1:${port}`,
          'content-length': Buffer.byteLength(text),
          ...headers,
        },
      })
      .on('error', reject)
      .on('response', (answer) =>
        answer
          .resume()
          .on('end', () => resolve({ status: answer.statusCode ?? 0, ms: performance.now() - from })),
      )
      .end(text)
  })
}
