import { channelId } from '@rostrum/shared/kernel/channel.ts'
import { expect, test } from 'vitest'
import { createWorld, until } from '#testing/world.ts'
import type { Person } from '#testing/world.ts'

/* What we know about people: where it is, what they are given of it, and whom a breach would touch. */

const world = await createWorld({ limits: { exports: { perSecond: 1e-6, burst: 2 } } })
const session = await world.session()

/** Where a person may be named without its being theirs to be given: each with the reason. */
const notGiven: Readonly<Record<string, string>> = {
  channels: 'names of channels, and how far they have come',
  events: 'copies of what stands in the other tables, for the days of retention',
  commands: 'that a command was done, for the days of retention',
  reports: 'what others reported: who reported is protected, and a reported text is its author’s',
}
/** Tables that name nobody. */
const nameless = [
  'migrations',
  'mails',
  'forums',
  'tracks',
  'places',
  'sessions',
  'chat_settings',
  'stops',
  'audit_heads',
  'presence_nodes',
  'reactions',
  'question_settings',
  'question_counts',
  'stages',
  'last_backup',
]

type Data = Record<string, readonly Record<string, unknown>[]>
const dataOf = async (person: Person) => (await (await world.fetch('/api/me/data', person)).json()) as Data
const tables = async () =>
  (
    await world.query<{ name: string }>(
      `SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public' ORDER BY 1`,
    )
  ).map((it) => it.name)

/** Somebody who does everything here that leaves a trace. */
async function busy(name: string): Promise<Person> {
  const person = await world.person(name, { sessions: { [session]: ['panellist'] } })
  const chair = await world.person(`${name}Chair`, { sessions: { [session]: ['chair'] } })
  const mod = await world.person(`${name}Mod`, { forum: ['moderator'] })
  const tab = world.join(person, [channelId('session', session), channelId('person', person.id)])
  const [lead, safe] = [world.join(chair), world.join(mod)]
  const done = async <T extends { ok: boolean }>(
    answer: Promise<T>,
  ): Promise<T & { ok: true; output: never }> => {
    const it = await answer
    expect(it).toMatchObject({ ok: true })
    return it as never
  }
  const said = await done(tab.call('chat:say', { session, text: `${name} says` }))
  await done(tab.call('chat:read', { session, message: (said.output as { id: never }).id }))
  await done(tab.call('questions:ask', { session, text: `${name} asks`, anonymous: true }))
  const other = await done(
    world.join(chair).call('questions:ask', { session, text: `For ${name}?`, anonymous: false }),
  )
  const question = (other.output as { id: never }).id
  const seen = async () => {
    const [row] = await world.query<{ version: number }>('SELECT version FROM questions WHERE id = $1', [
      question,
    ])
    return { session, question, base: row?.version ?? 0 }
  }
  await done(lead.call('questions:approve', await seen()))
  await done(tab.call('questions:vote', { session, question, on: true }))
  await done(lead.call('questions:assign', { ...(await seen()), to: person.id }))
  await done(tab.call('questions:answer', { ...(await seen()), text: `${name} answers` }))
  await done(tab.call('programme:star', { session, on: true }))
  await done(tab.call('stage:checkIn', { session, isReady: true }))
  await done(lead.call('stage:invite', { session, person: person.id }))
  await done(
    tab.call('moderation:report', {
      session,
      target: { kind: 'person', id: chair.id },
      reason: 'other',
      note: `${name} reports`,
    }),
  )
  const muted = await done(
    safe.call('moderation:muteEverywhere', {
      forum: world.forum,
      person: person.id,
      reason: 'insult',
      note: null,
      minutes: 5,
    }),
  )
  const restriction = (muted.output as { id: never }).id
  await done(tab.call('moderation:appeal', { restriction, words: `${name} appeals` }))
  await world.fetch('/api/sign-in', undefined, {
    method: 'POST',
    body: JSON.stringify({ email: `${person.id}@canary.invalid`.toLowerCase() }),
  })
  await until(
    'noticed',
    async () => (await world.query('SELECT 1 FROM presence WHERE person = $1', [person.id])).length > 0,
  )
  return person
}

const ann = await busy('Annabel')
const bob = await busy('Bartholomew')

test('J2: every table is one that we give from, or names nobody, or says why not', async () => {
  const data = await dataOf(ann)
  const known = [...Object.keys(data), ...Object.keys(notGiven), ...nameless]
  expect((await tables()).filter((it) => !known.includes(it))).toEqual([])
})

test('J2: wherever the database names somebody, they are given it; and nothing of anybody else', async () => {
  const data = await dataOf(ann)
  for (const table of await tables()) {
    if (notGiven[table] !== undefined) continue
    const [{ count } = { count: 0 }] = await world.query<{ count: number }>(
      `SELECT count(*)::int AS count FROM ${table} t WHERE strpos(t::text, $1) > 0`,
      [ann.id],
    )
    if (count > 0) expect([table, (data[table]?.length ?? 0) > 0]).toEqual([table, true])
  }
  const text = JSON.stringify(data)
  for (const word of ['says', 'asks', 'answers', 'reports', 'appeals'])
    expect(text).toContain(`Annabel ${word}`)
  expect(text).not.toContain('Bartholomew')
  for (const other of ['AnnabelChair', 'AnnabelMod'])
    expect([other, text.includes(`"${other}"`)]).toEqual([other, false])
  expect(text).not.toContain('hash')
  expect(text).toContain(`${ann.id}@canary.invalid`.toLowerCase())
})

test('J2: it comes as a file, is kept by nobody on the way, to nobody who is not signed in, and not without end', async () => {
  const answer = await world.fetch('/api/me/data', bob)
  expect(answer.headers.get('content-disposition')).toContain('attachment')
  expect(answer.headers.get('cache-control')).toBe('no-store')
  expect((await world.fetch('/api/me/data')).status).toBe(403)
  await world.fetch('/api/me/data', bob)
  expect((await world.fetch('/api/me/data', bob)).status).toBe(429)
})

test('J10: after a breach one query says whom it touches, how to write to them, and what of them was there', async () => {
  const all = await world.app.affected(null)
  const mine = all.find((it) => it.id === ann.id)
  expect(mine).toMatchObject({
    email: `${ann.id}@canary.invalid`.toLowerCase(),
    language: 'en',
    held: {
      people: 1,
      sign_ins: 1,
      messages: 1,
      questions: 1,
      questions_answered: 1,
      question_votes: 1,
      stars: 1,
    },
  })
  expect(all.length).toBe((await world.query('SELECT 1 FROM people')).length)

  const stranger = await world.person('Xu', { forum: [] })
  const ofForum = await world.app.affected(world.forum)
  expect(ofForum.some((it) => it.id === ann.id)).toBe(true)
  expect(ofForum.some((it) => it.id === stranger.id)).toBe(false)
  expect((await world.app.affected(null)).find((it) => it.id === stranger.id)?.held).toEqual({
    people: 1,
    sign_ins: 1,
  })
})

test('J3: whoever is forgotten is nowhere any more, but in the log that nobody can change; what others wrote stays', async () => {
  const gone = ann.id
  const before = (await world.query(`SELECT 1 FROM messages WHERE text LIKE 'Bartholomew%'`)).length
  expect(await world.app.forget(`${gone}@canary.invalid`.toLowerCase())).toBe(true)
  expect(await world.app.forget('nobody@canary.invalid')).toBe(false)
  const left: string[] = []
  for (const table of await tables()) {
    const rows = await world.query(
      `SELECT t::text AS row FROM ${table} t WHERE strpos(replace(t::text, $1, ''), 'Annabel says') > 0
       OR replace(t::text, $1, '') ~ '"?Annabel"?[,"}]' OR t::text ~ 'Annabel (?:asks|answers|reports|appeals)'
       OR strpos(lower(t::text), lower($1) || '@canary') > 0`,
      [gone],
    )
    if (rows.length > 0) left.push(table)
  }
  // A report's words are kept without their author, for those who have to judge it.
  expect(left).toEqual(['audit_log', 'reports'])
  expect((await world.fetch('/api/me/data', ann)).status).toBe(403)
  expect(await world.query(`SELECT 1 FROM messages WHERE text LIKE 'Bartholomew%'`)).toHaveLength(before)
  expect(await world.query('SELECT 1 FROM question_votes WHERE person = $1', [gone])).toHaveLength(1)
  const check = `/api/forums/${world.forum}/audit/check`
  const organiser = await world.person('Olga', { forum: ['organiser'] })
  expect(await (await world.fetch(check, organiser)).json()).toMatchObject({ brokenAt: null })
})

test('J3: a server that starts then tells nothing of them, to a page that was there before and to one that comes new', async () => {
  const room = channelId('session', session)
  const eve = await world.person('Eve')
  const tab = world.join(eve, [room])
  await until('in', () => tab.connection.position(room) >= 0)
  await world.app.forget(`${bob.id}@canary.invalid`.toLowerCase())
  const fresh = await world.node()
  const again = world.join(eve, [room], fresh)
  await until('in', () => again.connection.position(room) >= 0)
  expect(JSON.stringify(again.chat.in('session', session))).not.toContain('Bartholomew')
  expect(JSON.stringify(again.questions.in('session', session))).not.toContain('Bartholomew says')
  await tab.call('chat:say', { session, text: 'Who is still here?' })
  await until(
    'begun anew',
    () => !JSON.stringify(tab.chat.in('session', session)).includes('Bartholomew says'),
  )
})

test('J3: what they asked anonymously is in no story either, whether a moderator showed it or it was shown at once', async () => {
  const mod = world.join(await world.person('Mona', { forum: ['moderator'] }))
  const cleo = await world.person('Cleo')
  const tab = world.join(cleo)
  for (const moderated of [true, false]) {
    const place = await world.session()
    expect(await mod.call('questions:configure', { session: place, moderated })).toMatchObject({ ok: true })
    const asked = await tab.call('questions:ask', { session: place, text: 'Cleopatra asks', anonymous: true })
    const question = asked.ok ? asked.output.id : expect.fail()
    if (moderated)
      expect(await mod.call('questions:approve', { session: place, question, base: 1 })).toMatchObject({
        ok: true,
      })
  }
  const told = () => world.query(`SELECT channel FROM events WHERE body ->> 'text' = 'Cleopatra asks'`)
  expect(await told()).not.toEqual([])
  await world.app.forget(`${cleo.id}@canary.invalid`.toLowerCase())
  expect(await told()).toEqual([])
})
