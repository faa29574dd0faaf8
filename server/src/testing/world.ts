import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { afterAll, inject } from 'vitest'
import { createConnection } from '@rostrum/client/kernel/connection.ts'
import type { Connection } from '@rostrum/client/kernel/connection.ts'
import { createFeatureStore, distribute } from '@rostrum/client/kernel/createFeatureStore.ts'
import { chatState } from '@rostrum/shared/features/chat/chat.state.ts'
import { moderationState } from '@rostrum/shared/features/moderation/moderation.state.ts'
import { peopleState } from '@rostrum/shared/features/people/people.state.ts'
import { programmeState } from '@rostrum/shared/features/programme/programme.state.ts'
import { questionsState } from '@rostrum/shared/features/questions/questions.state.ts'
import { stageState } from '@rostrum/shared/features/stage/stage.state.ts'
import type { ForumRole, SessionRole } from '@rostrum/shared/kernel/actor.ts'
import type { ChannelId } from '@rostrum/shared/kernel/channel.ts'
import type { ForumId, PersonId, SessionId } from '@rostrum/shared/kernel/fields.ts'
import { uuid7 } from '@rostrum/shared/kernel/ids.ts'
import type { Frame } from '@rostrum/shared/kernel/wire.ts'
import type { Wire } from '@rostrum/shared/protocol.ts'
import { probeState } from './probe.ts'
import type { ProbeWire } from './probe.ts'
import { createApp } from '../app.ts'
import type { AppOptions } from '../compose/options.ts'
import { hashOf, signInCookie } from '../features/people/sign-in.service.ts'

export interface Person {
  readonly id: PersonId
  readonly cookie: string
}

/** Quick ticks, and nobody slowed down: a test that is about a limit sets it. */
const unhurried = { perSecond: 1_000, burst: 10_000 }
const testLimits = {
  tickMs: 50,
  rate: unhurried,
  mediaTokens: unhurried,
  inbound: unhurried,
  requests: unhurried,
  handshakes: unhurried,
  exports: unhurried,
  socketsPerPerson: 1_000,
}

/** A whole platform for one test file: a database of its own, a real server on a port of its own, a clock in hand. */
export async function createWorld(options: Partial<AppOptions> = {}) {
  const server = inject('postgres')
  const database = `world_${randomBytes(6).toString('hex')}`
  const admin = new pg.Client({ ...server, database: 'postgres' })
  await admin.connect()
  await admin.query(`CREATE DATABASE ${database} TEMPLATE template_rostrum`)
  await admin.end()
  const postgres = { ...server, database }
  const sql = new pg.Pool({ ...postgres, max: 2 })
  sql.on('error', () => {})

  let aheadMs = 0
  const now = () => new Date(Date.now() + aheadMs)
  const start = (more: Partial<AppOptions> = {}) =>
    createApp({
      postgres,
      now,
      ...options,
      ...more,
      limits: { ...testLimits, ...options.limits, ...more.limits },
    })
  const app = await start()
  const stops: (() => Promise<unknown> | void)[] = [() => app.stop()]

  const query = async <Row extends pg.QueryResultRow>(text: string, values: unknown[] = []): Promise<Row[]> =>
    (await sql.query<Row>(text, values)).rows

  const forum = 'forum1' as ForumId
  await query(
    `INSERT INTO forums (id, slug, name, time_zone, starts_on, ends_on)
     VALUES ($1, 'forum', '{"en": "A forum"}', 'Europe/Zurich', '2030-07-01', '2030-07-05')`,
    [forum],
  )

  let count = 0
  const world = {
    app,
    forum,
    query,
    postgres,
    /** The server's clock, moved ahead. */
    advance: (ms: number) => void (aheadMs += ms),
    now,
    onStop: (stop: () => Promise<unknown> | void) => void stops.push(stop),

    /** Another node on the same database. */
    async node(more: Partial<AppOptions> = {}) {
      const other = await start(more)
      stops.push(() => other.stop())
      return other
    },

    async session(values: { id?: string; startsAt?: Date; endsAt?: Date } = {}): Promise<SessionId> {
      const id = (values.id ?? `session${++count}`) as SessionId
      const startsAt = values.startsAt ?? now()
      const endsAt = values.endsAt ?? new Date(startsAt.getTime() + 3_600_000)
      await query(
        `INSERT INTO sessions (id, forum, title, starts_at, ends_at) VALUES ($1, $2, '{"en": "A session"}', $3, $4)`,
        [id, forum, startsAt, endsAt],
      )
      return id
    },

    /** Somebody with an account and a sign-in, in the forum as an attendee unless said otherwise. */
    async person(
      name: string,
      as: { forum?: readonly ForumRole[]; sessions?: Readonly<Record<string, readonly SessionRole[]>> } = {},
    ): Promise<Person> {
      const id = `p${++count}-${name}` as PersonId
      const secret = randomBytes(16).toString('hex')
      await query('INSERT INTO people (id, email, name) VALUES ($1, $2, $3)', [
        id,
        `${id}@canary.invalid`.toLowerCase(),
        name,
      ])
      for (const role of as.forum ?? ['attendee'])
        await query('INSERT INTO memberships (forum, person, role) VALUES ($1, $2, $3)', [forum, id, role])
      for (const [session, roles] of Object.entries(as.sessions ?? {}))
        for (const role of roles)
          await query('INSERT INTO session_people (session, person, role) VALUES ($1, $2, $3)', [
            session,
            id,
            role,
          ])
      await query(
        `INSERT INTO sign_ins (id, secret_hash, person, expires_at) VALUES ($1, $2, $3, now() + interval '30 days')`,
        [uuid7(), hashOf(secret), id],
      )
      return { id, cookie: `${signInCookie}=${secret}` }
    },

    /** A browser tab of this person, as far as the kernel is concerned: the real client's connection and stores. */
    join(person: Person, channels: readonly ChannelId[] = [], node: { readonly port: number } = app) {
      const stores = {
        people: createFeatureStore(peopleState),
        moderation: createFeatureStore(moderationState),
        chat: createFeatureStore(chatState),
        programme: createFeatureStore(programmeState),
        stage: createFeatureStore(stageState),
        questions: createFeatureStore(questionsState),
        probe: createFeatureStore(probeState),
      }
      const heard: [ChannelId, Frame['d']][] = []
      const signals: unknown[] = []
      const inner = distribute(Object.values(stores) as never)
      const connection = createConnection<Wire>({
        url: `http://127.0.0.1:${node.port}`,
        headers: { cookie: person.cookie, origin: `http://127.0.0.1:${node.port}` },
        sink: {
          replace: inner.replace,
          apply(channel, entries) {
            heard.push([channel, entries])
            inner.apply(channel, entries)
          },
          signal: (_channel, news) => void signals.push(...news),
        },
      })
      for (const channel of channels) connection.subscribe(channel)
      stops.unshift(() => connection.close())
      return {
        person,
        channels,
        ...stores,
        connection,
        heard,
        signals,
        call: connection.call,
        /** Commands of the feature that tries the kernel. */
        probing: connection.call as unknown as Connection<ProbeWire>['call'],
        close: connection.close,
      }
    },

    /** The server has noticed that these people are at these places: it looks a few times a second. */
    noticed: (people: readonly Person[], ...places: readonly ChannelId[]) =>
      until('noticed', async () => {
        const here = await query(
          'SELECT DISTINCT place, person FROM presence WHERE place = any($1) AND person = any($2)',
          [places, people.map((it) => it.id)],
        )
        return here.length === people.length * places.length
      }),

    /** An HTTP request as a browser of this person sends it. */
    fetch: (path: string, person?: Person, init: RequestInit = {}) =>
      fetch(`http://127.0.0.1:${app.port}${path}`, {
        ...init,
        headers: {
          origin: `http://127.0.0.1:${app.port}`,
          ...(person ? { cookie: person.cookie } : {}),
          ...(init.body ? { 'content-type': 'application/json' } : {}),
          ...Object.fromEntries(new Headers(init.headers)),
        },
      }),

    async stop() {
      for (const stop of stops.splice(0)) await stop()
      await sql.end()
    },
  }
  afterAll(() => world.stop())
  return world
}
export type World = Awaited<ReturnType<typeof createWorld>>
export type Tab = ReturnType<World['join']>

/** Waits for a condition, never for a time; the deadline means that it is broken, not slow. */
export async function until(
  what: string,
  condition: () => boolean | Promise<boolean>,
  limitMs = 15_000,
): Promise<void> {
  const end = Date.now() + limitMs
  while (!(await condition())) {
    if (Date.now() > end) throw new Error(`not within ${limitMs} ms: ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}
