import { channelId, channelKinds } from '@rostrum/shared/kernel/channel.ts'
import type { ChannelKind } from '@rostrum/shared/kernel/channel.ts'
import { uuid7 } from '@rostrum/shared/kernel/ids.ts'
import { protocol } from '@rostrum/shared/protocol.ts'
import { expect, test } from 'vitest'
import { backstage, createViewers, desk, inForum, leading, noOne, viewers } from '#testing/matrix.ts'
import type { Place, Viewer } from '#testing/matrix.ts'
import { createWorld } from '#testing/world.ts'
import { commandRows, routeRows } from './matrix.rows.ts'

const world = await createWorld()
const session = await world.session()
const people = await createViewers(world, session)
await world.query(`INSERT INTO people (id, email, name) VALUES ('banned', 'banned@canary.invalid', 'Banned')`)
await world.query(
  `INSERT INTO restrictions (id, forum, person, kind, reason, about, by, at)
   VALUES ('ban', $1, 'banned', 'ban', 'insult', '{}', '{}', now())`,
  [world.forum],
)
const place: Omit<Place, 'me'> = { forum: world.forum, session, unknown: uuid7() }
const placeOf = (viewer: Viewer | 'nobody'): Place => ({
  ...place,
  me: viewer === 'nobody' ? 'nobody' : (people.get(viewer)?.id ?? ''),
})
const personOf = (viewer: Viewer | 'nobody') => (viewer === 'nobody' ? undefined : people.get(viewer))

const commands = Object.values(protocol).flatMap(({ feature, commands }) =>
  Object.entries(commands).map(([name, it]) => ({
    type: `${feature}:${name}`,
    kind: it.kind as ChannelKind,
  })),
)
const routes = world.app.routes.map(({ method, path }) => `${method} ${path}`)

test('F1: every command and every route has a row, and every row is of one', () => {
  expect(Object.keys(commandRows).toSorted()).toEqual(commands.map((it) => it.type).toSorted())
  expect(routes.filter((it) => !routeRows[it])).toEqual([])
})

/** What keeps a command from being tried twice by the same persons. */
const last = (type: string) => (type === 'people:signOutEverywhere' ? 1 : 0)

test.each(commands.toSorted((a, b) => last(a.type) - last(b.type)))(
  'F1: $type: those who may, and nobody else',
  async ({ type, kind }) => {
    const row = commandRows[type]
    if (!row) throw new Error('no row')
    const { family } = channelKinds[kind]
    const address =
      family === 'forum'
        ? { forum: world.forum }
        : family === 'session'
          ? { session }
          : family === 'deployment'
            ? { deployment: 'main' }
            : {}
    const allowed: string[] = []
    const malformed: string[] = []
    const asked = last(type) ? await createViewers(world, session) : people
    for (const viewer of ['nobody', ...viewers] as const) {
      const answer = await world.fetch(
        `/api/commands/${type.replace(':', '.')}`,
        viewer === 'nobody' ? undefined : asked.get(viewer),
        {
          method: 'POST',
          body: JSON.stringify({ ...row.input?.(placeOf(viewer)), ...address }),
          headers: { 'idempotency-key': uuid7() },
        },
      )
      const ack = (await answer.json()) as { code?: string }
      if (ack.code !== 'forbidden') allowed.push(viewer)
      if (ack.code === 'invalid' || ack.code === 'unavailable')
        malformed.push(`${viewer}: ${JSON.stringify(ack)}`)
    }
    expect(malformed).toEqual([])
    expect(allowed).toEqual(viewers.filter((it) => row.may.includes(it)))
  },
)

test.each(routes.filter((it) => it !== 'post /api/sign-out'))(
  '%s: those who may, and nobody else',
  async (route) => {
    const row = routeRows[route]
    if (!row) throw new Error('no row')
    const [method = '', path = ''] = route.split(' ')
    const allowed: string[] = []
    for (const viewer of ['nobody', ...viewers] as const) {
      const answer = await world.fetch(row.path?.(placeOf(viewer)) ?? path, personOf(viewer), {
        method: method.toUpperCase(),
        ...(row.body ? { body: JSON.stringify(row.body(placeOf(viewer))) } : {}),
      })
      if (answer.status !== 403 && answer.status !== 404) allowed.push(viewer)
    }
    expect(allowed).toEqual(
      ['nobody', ...viewers].filter((it) => (row.may as readonly string[]).includes(it)),
    )
  },
)

const channelRows: Readonly<Record<Exclude<ChannelKind, 'person'>, readonly Viewer[]>> = {
  forum: inForum,
  desk,
  session: inForum,
  backstage,
  moderators: leading,
  nodes: noOne,
}

test.each(Object.entries(channelRows))(
  'F13: channels of kind %s: those who may, and nobody else',
  async (kind, may) => {
    const { family } = channelKinds[kind as ChannelKind]
    const subject = family === 'forum' ? world.forum : family === 'session' ? session : 'main'
    const allowed: string[] = []
    for (const viewer of ['nobody', ...viewers] as const) {
      const id = channelId(kind as ChannelKind, subject as never)
      const answer = await world.fetch(`/api/channels/${id}`, personOf(viewer))
      expect([200, 403]).toContain(answer.status)
      if (answer.status === 200) allowed.push(viewer)
    }
    expect(allowed).toEqual(viewers.filter((it) => may.includes(it)))
  },
)

test('a person’s channel is that person’s, whoever else asks', async () => {
  for (const [viewer, person] of people)
    for (const other of ['nobody', ...viewers] as const) {
      const answer = await world.fetch(`/api/channels/person:${person.id}`, personOf(other))
      expect([viewer, other, answer.status]).toEqual([viewer, other, viewer === other ? 200 : 403])
    }
})
