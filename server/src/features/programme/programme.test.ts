import type {
  ForumList,
  Programme,
  SessionDetail,
} from '@rostrum/shared/features/programme/programme.contract.ts'
import { expect, test } from 'vitest'
import { createWorld } from '#testing/world.ts'

const world = await createWorld()
const json = async <T>(path: string, as?: Parameters<typeof world.fetch>[1]): Promise<T> =>
  (await (await world.fetch(path, as)).json()) as T

async function closedForum() {
  await world.query(
    `INSERT INTO forums (id, slug, name, time_zone, starts_on, ends_on, visibility)
     VALUES ('closed1', 'closed', '{"en": "Behind doors"}', 'Africa/Nairobi', '2030-07-01', '2030-07-02', 'members')
     ON CONFLICT DO NOTHING`,
  )
  await world.query(
    `INSERT INTO sessions (id, forum, title, starts_at, ends_at)
     VALUES ('inside', 'closed1', '{"en": "Inside"}', now(), now() + interval '1 hour') ON CONFLICT DO NOTHING`,
  )
}

const paths = ['/api/forums/closed', '/api/forums/closed/programme', '/api/sessions/inside']

test('a forum for members answers an outsider exactly as one that does not exist', async () => {
  await closedForum()
  const outsider = await world.person('Otto')
  for (const path of paths) {
    const absent = path.replace('closed', 'absent').replace('inside', 'absent')
    for (const reader of [undefined, outsider]) {
      const [answer, none] = await Promise.all([world.fetch(path, reader), world.fetch(absent, reader)])
      expect(answer.status).toBe(404)
      expect(await answer.text()).toBe(await none.text())
      expect(answer.headers.get('etag')).toBe(none.headers.get('etag'))
    }
  }
  expect((await json<ForumList>('/api/forums', outsider)).forums.map((it) => it.slug)).toEqual(['forum'])
})

test('its member reads it, and no cache in between may keep it for others', async () => {
  await closedForum()
  const member = await world.person('Mia')
  await world.query(`INSERT INTO memberships (forum, person, role) VALUES ('closed1', $1, 'attendee')`, [
    member.id,
  ])
  for (const path of paths) {
    const answer = await world.fetch(path, member)
    expect(answer.status).toBe(200)
    expect(answer.headers.get('cache-control')).toBe('private, no-cache')
  }
  const { forums } = await json<ForumList>('/api/forums', member)
  expect(forums.map((it) => it.slug).toSorted()).toEqual(['closed', 'forum'])
})

test('J1: the programme of a public forum is read without an account, with people by name and never by address', async () => {
  const session = await world.session()
  const speaker = await world.person('Sela', { sessions: { [session]: ['panellist'] } })
  await world.query(`UPDATE forums SET version = version + 1`)
  const answer = await world.fetch('/api/forums/forum/programme')
  const text = await answer.text()
  expect(text).not.toContain('canary.invalid')
  const programme = JSON.parse(text) as Programme
  const found = programme.sessions.find((it) => it.id === session)
  expect(found?.people).toEqual([{ person: speaker.id, role: 'panellist' }])
  expect(programme.people).toContainEqual({ id: speaker.id, name: 'Sela', organisation: null })
})

test('what a reader has already is not sent again, until the programme changes', async () => {
  const first = await world.fetch('/api/forums/forum/programme')
  const etag = first.headers.get('etag') ?? ''
  await first.text()
  // Node's fetch would add `no-cache` by itself, which means: send it whole.
  const headers = { 'if-none-match': etag, 'cache-control': 'max-age=0' }
  const again = () => world.fetch('/api/forums/forum/programme', undefined, { headers })
  expect((await again()).status).toBe(304)

  const session = await world.session()
  await world.query(`UPDATE forums SET version = version + 1 WHERE id = 'forum1'`)
  const changed = await again()
  expect(changed.status).toBe(200)
  expect(((await changed.json()) as Programme).sessions.map((it) => it.id)).toContain(session)
})

test('a session is read with its abstract in every language there is', async () => {
  const session = await world.session({ startsAt: new Date('2030-03-31T00:30:00Z') })
  await world.query(`UPDATE sessions SET abstract = '{"fr": "Un résumé"}' WHERE id = $1`, [session])
  const detail = await json<SessionDetail>(`/api/sessions/${session}`)
  expect(detail.session).toMatchObject({
    abstract: { fr: 'Un résumé' },
    startsAt: '2030-03-31T00:30:00.000Z',
    language: 'en',
  })
  expect(detail.forum.timeZone).toBe('Europe/Zurich')
  expect(detail.forum.days).toEqual({ first: '2030-07-01', last: '2030-07-05' })
})

test('a thousand sessions are one answer, compressed, made once for all who ask at the same time', async () => {
  await world.query(
    `INSERT INTO sessions (id, forum, title, starts_at, ends_at)
     SELECT 'many' || n, 'forum1', jsonb_build_object('en', 'Session ' || n), now() + n * interval '5 minutes', now() + (n + 12) * interval '5 minutes'
     FROM generate_series(1, 1000) AS n`,
  )
  await world.query(`UPDATE forums SET version = version + 1 WHERE id = 'forum1'`)
  const answers = await Promise.all(
    Array.from({ length: 20 }, () => world.fetch('/api/forums/forum/programme')),
  )
  for (const answer of answers) {
    expect(answer.headers.get('content-encoding')).toBe('gzip')
    expect(((await answer.json()) as Programme).sessions.length).toBeGreaterThanOrEqual(1000)
  }
})
