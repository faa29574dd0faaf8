import type { ChatPage, MessageId } from '@rostrum/shared/features/chat/chat.contract.ts'
import { channelId } from '@rostrum/shared/kernel/channel.ts'
import type { ChannelId } from '@rostrum/shared/kernel/channel.ts'
import { uuid7 } from '@rostrum/shared/kernel/ids.ts'
import { expect, test } from 'vitest'
import { createWorld, until } from '#testing/world.ts'
import type { Person, Tab } from '#testing/world.ts'

const world = await createWorld()
const far = await world.node()
const moderator = await world.person('Mia', { forum: ['moderator'] })

const join = async (person: Person, channels: readonly ChannelId[], node: { port: number } = world.app) => {
  const tab = world.join(person, channels, node)
  await until('joined', () => channels.every((it) => tab.connection.position(it) >= 0))
  return tab
}
const own = (person: Person) => channelId('person', person.id)

/** A session with two people and a moderator in it, on two nodes. */
async function room() {
  const session = await world.session()
  const channel = channelId('session', session)
  const ann = await world.person('Ann')
  const bob = await world.person('Bob')
  return {
    session,
    channel,
    ann: await join(ann, [channel, own(ann)]),
    bob: await join(bob, [channel, own(bob)], far),
    mia: await join(moderator, [channel, own(moderator)]),
    messages: (tab: Tab) => tab.chat.in('session', session).messages,
    say: (tab: Tab, text: string, more: { answerTo?: MessageId; mentions?: Person['id'][] } = {}) =>
      tab.call('chat:say', { session, text, ...more }),
  }
}
const code = async (answer: Promise<{ ok: boolean; code?: string; state?: unknown }>) => {
  const it = await answer
  return it.ok ? 'ok' : it.code
}
const idOf = (it: { ok: boolean; output?: unknown }) => (it.output as { id: MessageId }).id

async function converges(tab: Tab): Promise<void> {
  await until('same as fresh', async () => {
    const fresh = await join(tab.person, tab.channels)
    const of = (it: Tab) =>
      tab.channels.map((id) => (it.chat.store.getState() as Record<string, unknown>)[id])
    const same = JSON.stringify(of(tab)) === JSON.stringify(of(fresh))
    fresh.close()
    return same
  })
}

/* ── refusals ──────────────────────────────────────────────────────────────────────────────────── */

test('a closed chat takes words of those who run the session, and of nobody else', async () => {
  const { session, ann, mia, say } = await room()
  expect(await code(ann.call('chat:configure', { session, open: false }))).toBe('forbidden')
  for (let i = 0; i < 2; i++)
    expect(await code(mia.call('chat:configure', { session, open: false }))).toBe('ok')
  const acts = await world.query('SELECT act FROM audit_log WHERE session = $1', [session])
  expect(acts).toEqual([{ act: 'chat.configure' }])
  expect(await say(ann, 'hello')).toMatchObject({ ok: false, code: 'closed', state: { why: 'closed' } })
  expect(await code(say(mia, 'back at four'))).toBe('ok')
})

test('slow mode lets one message through and says when the next may come; who runs the session is not slowed', async () => {
  const { session, ann, mia, say } = await room()
  await mia.call('chat:configure', { session, slowModeSeconds: 60 })
  const both = await Promise.all([say(ann, 'one'), say(ann, 'two')])
  expect(both.map((it) => it.ok)).toEqual([true, false])
  expect(both[1]).toMatchObject({ code: 'closed', state: { why: 'slow_mode' } })
  const until = (both[1] as unknown as { state: { until: string } }).state.until
  expect(Math.abs(Date.parse(until) - world.now().getTime() - 60_000)).toBeLessThan(2_000)
  expect(await code(say(mia, 'a'))).toBe('ok')
  expect(await code(say(mia, 'b'))).toBe('ok')
  world.advance(60_001)
  expect(await code(say(ann, 'three'))).toBe('ok')
})

test('who writes without end is asked to wait', async () => {
  const { session, ann } = await room()
  const answers = await Promise.all(
    Array.from({ length: 11 }, async (_, i) => {
      const headers = { 'idempotency-key': uuid7() }
      const body = JSON.stringify({ session, text: `line ${i}` })
      return (await world.fetch('/api/commands/chat.say', ann.person, { method: 'POST', headers, body }))
        .status
    }),
  )
  expect(answers.filter((it) => it === 200)).toHaveLength(10)
  expect(answers.filter((it) => it === 429)).toHaveLength(1)
})

test('the emergency stop ends the chat, of one session and of all', async () => {
  const { session, ann, mia, say } = await room()
  for (const [on, place] of [
    ['moderation:stop', { session }],
    ['moderation:stopEverywhere', { forum: world.forum }],
  ] as const) {
    await mia.call(on, { ...place, on: true } as never)
    expect(await say(ann, 'x')).toMatchObject({ code: 'closed', state: { why: 'stopped' } })
    expect(await say(mia, 'x')).toMatchObject({ code: 'closed', state: { why: 'stopped' } })
    await mia.call(on, { ...place, on: false } as never)
    expect(await code(say(ann, 'y'))).toBe('ok')
  }
})

test('F11: no message is later than the mute of its author, however close they race', async () => {
  for (let round = 0; round < 20; round++) {
    const session = await world.session()
    const person = await world.person('Racer')
    const racer = await join(person, [])
    const mia = await join(moderator, [])
    const saying = Array.from({ length: 6 }, (_, i) => racer.call('chat:say', { session, text: `${i}` }))
    const input = { session, person: person.id, reason: 'insult', note: null, minutes: null } as const
    const muting = mia.call('moderation:mute', input)
    const late = muting.then(() => racer.call('chat:say', { session, text: 'late' }))
    await Promise.all(saying)
    expect(await code(late)).toBe('forbidden')
    // Ids are given under the lane, in the order in which commands were run.
    const later = await world.query('SELECT id FROM messages WHERE session = $1 AND id > $2', [
      session,
      idOf(await muting),
    ])
    expect(later).toEqual([])
    racer.close()
    mia.close()
  }
})

test('nobody takes back another’s words, and what is gone stays gone', async () => {
  const { session, ann, bob, mia, say } = await room()
  const message = idOf(await say(ann, 'mine'))
  expect(await code(bob.call('chat:takeBack', { session, message }))).toBe('forbidden')
  expect(await code(bob.call('chat:hide', { session, message, reason: 'insult' }))).toBe('forbidden')
  expect(await code(ann.call('chat:takeBack', { session, message }))).toBe('ok')
  expect(await code(ann.call('chat:takeBack', { session, message }))).toBe('closed')
  expect(await code(mia.call('chat:restore', { session, message }))).toBe('closed')
  expect(await code(say(bob, 'to nothing', { answerTo: message }))).toBe('not_found')
  expect(await code(ann.call('chat:takeBack', { session, message: 'nothing' as MessageId }))).toBe(
    'not_found',
  )
})

/* ── what works ────────────────────────────────────────────────────────────────────────────────── */

test('what is said is heard by everyone on every node, in the same order', async () => {
  const { ann, bob, mia, say, messages } = await room()
  await Promise.all([say(ann, 'a'), say(bob, 'b'), say(mia, 'c'), say(ann, 'd'), say(bob, 'e')])
  for (const tab of [ann, bob, mia]) await until('five', () => messages(tab).length === 5)
  const order = messages(ann).map((it) => it.id)
  expect(messages(bob).map((it) => it.id)).toEqual(order)
  expect(messages(mia).find((it) => it.text === 'c')?.by).toMatchObject({ name: 'Mia', badge: 'moderator' })
  for (const tab of [ann, bob, mia]) await converges(tab)
})

test('an answer names the message, and only people who wrote here can be mentioned', async () => {
  const { ann, bob, say, messages } = await room()
  const stranger = await world.person('Stranger')
  const first = idOf(await say(ann, 'who mends the tower?'))
  await say(bob, '@Ann we do', { answerTo: first, mentions: [ann.person.id, stranger.id] })
  await until('two', () => messages(ann).length === 2)
  expect(messages(ann)[1]).toMatchObject({ answerTo: first, mentions: [{ id: ann.person.id, name: 'Ann' }] })
  expect(JSON.stringify([ann.heard, bob.heard])).not.toContain('canary.invalid')
})

test('J3: what was taken back is in no snapshot, no page, no replay and no log', async () => {
  const session = await world.session()
  const channel = channelId('session', session)
  const [annie, bobby] = [await world.person('Ann'), await world.person('Bob')]
  const write = async (person: Person, text: string) => {
    const headers = { 'idempotency-key': uuid7() }
    const body = JSON.stringify({ session, text })
    const answer = await world.fetch('/api/commands/chat.say', person, { method: 'POST', headers, body })
    return idOf((await answer.json()) as { ok: boolean; output: unknown })
  }
  // Said before anybody listens: the snapshots that both nodes keep have the words in them.
  const gone = [await write(annie, 'canary-secret-one'), await write(bobby, 'canary-secret-two')] as const
  const ann = await join(annie, [channel])
  const bob = await join(bobby, [channel], far)
  const mia = await join(moderator, [channel])
  const messages = (tab: Tab) => tab.chat.in('session', session).messages
  expect(messages(bob).map((it) => it.text)).toEqual(['canary-secret-one', 'canary-secret-two'])
  await ann.call('chat:takeBack', { session, message: gone[0] })
  await mia.call('chat:hide', { session, message: gone[1], reason: 'advertising' })
  await until('tombstones', () => messages(bob).every((it) => it.removed !== null))
  expect(messages(bob).map((it) => it.removed)).toEqual([
    { by: 'author', reason: null },
    { by: 'moderator', reason: 'advertising' },
  ])
  const eve = await world.person('Eve')
  for (const node of [world.app, far]) {
    const raw: unknown[] = []
    for (const after of [undefined, 0]) {
      const tab = world.join(eve, [], node)
      tab.connection.socket.on('f', (frame: unknown) => raw.push(frame))
      const [at] = await world.query<{ epoch: string }>('SELECT epoch FROM channels WHERE id = $1', [channel])
      const ask = { ch: channel, ...(after === undefined ? {} : { e: at?.epoch, after }) }
      await until('connected', () => tab.connection.socket.connected)
      await new Promise((resolve) => tab.connection.socket.emit('sub', ask, resolve))
      await until('told', () => raw.length > 0)
      tab.close()
    }
    expect(JSON.stringify(raw)).not.toContain('canary-secret')
    expect(JSON.stringify(raw)).toContain(gone[0])
  }
  const page = await (await world.fetch(`/api/sessions/${session}/chat`, eve)).text()
  expect(page).not.toContain('canary-secret')
  const log = await world.query<{ body: string }>('SELECT body::text FROM events WHERE channel = $1', [
    channel,
  ])
  expect(JSON.stringify(log)).not.toContain('canary-secret')
  await converges(bob)
})

test('D16 I11: a moderator can undo hiding, exactly; both steps are in the log', async () => {
  const { session, ann, mia, say, messages } = await room()
  const message = idOf(await say(ann, 'harmless after all'))
  await until('said', () => messages(ann).length === 1)
  const before = messages(ann)[0]
  await mia.call('chat:hide', { session, message, reason: 'off_topic' })
  await until('hidden', () => messages(ann)[0]?.removed !== null)
  expect(await code(mia.call('chat:restore', { session, message }))).toBe('ok')
  await until('back', () => messages(ann)[0]?.removed === null)
  expect(messages(ann)[0]).toEqual(before)
  const acts = await world.query<{ act: string }>(
    'SELECT act FROM audit_log WHERE session = $1 ORDER BY seq',
    [session],
  )
  expect(acts.map((it) => it.act)).toEqual(['chat.hide', 'chat.restore'])
  await converges(ann)
})

test('I7: evidence survives the author taking the message back', async () => {
  const { session, ann, bob, say } = await room()
  const message = idOf(await say(ann, 'you are all fools'))
  const target = { kind: 'message', id: message } as const
  const reported = bob.call('moderation:report', { session, target, reason: 'insult', note: null })
  expect(await code(reported)).toBe('ok')
  await ann.call('chat:takeBack', { session, message })
  const mia = await join(moderator, [channelId('moderators', session)])
  const [report] = mia.moderation.in('moderators', session).reports
  expect(report).toMatchObject({ evidence: { text: 'you are all fools', by: { name: 'Ann' } }, count: 1 })
  const again = (await join(await world.person('Late'), [])).call('moderation:report', {
    session,
    target: { kind: 'message', id: 'nothing' },
    reason: 'insult',
    note: null,
  })
  expect(await code(again)).toBe('not_found')
})

test('older messages come by page, to those who may enter', async () => {
  const session = await world.session()
  const person = await world.person('Ann')
  await world.query(
    `INSERT INTO messages (id, session, author, by, text, at, mentions)
     SELECT lpad(i::text, 4, '0'), $1, $2, jsonb_build_object('id', $2::text, 'name', 'Ann', 'organisation', null, 'badge', null), 'm' || i, now(), '[]'
     FROM generate_series(1, 260) AS i`,
    [session, person.id],
  )
  const fresh = await join(person, [channelId('session', session)])
  expect(fresh.chat.in('session', session).messages).toHaveLength(200)
  const first = fresh.chat.in('session', session).messages[0]?.id
  const get = async (before: string | undefined) =>
    (await (await world.fetch(`/api/sessions/${session}/chat?before=${before}`, person)).json()) as ChatPage
  const page = await get(first)
  expect([page.messages.length, page.more]).toEqual([50, true])
  expect(await get(page.messages[0]?.id)).toMatchObject({ more: false, messages: { length: 10 } })
  const stranger = await world.person('Xu', { forum: [] })
  expect((await world.fetch(`/api/sessions/${session}/chat`, stranger)).status).toBe(403)
})

test('B11: how far somebody has read is known on all their devices and only goes forward', async () => {
  const { session, ann, bob, say } = await room()
  const one = idOf(await say(bob, 'one'))
  const two = idOf(await say(bob, 'two'))
  await ann.call('chat:read', { session, message: two })
  await ann.call('chat:read', { session, message: one })
  const other = await join(ann.person, [own(ann.person)], far)
  expect(other.chat.in('person', ann.person.id).reads).toEqual([{ id: session, message: two }])
  await converges(ann)
  expect(bob.chat.in('person', ann.person.id).reads).toEqual([])
})

test('G1 G14: texts that look like programs are kept as the texts they are', async () => {
  const { ann, bob, say, messages } = await room()
  const corpus = [
    '<img src=x onerror=alert(1)>',
    '[x](javascript:alert(1))',
    '{{7*7}} {name}',
    '"><svg/onload=1>',
  ]
  for (const text of corpus) await say(ann, text)
  await until('all', () => messages(bob).length === corpus.length)
  expect(messages(bob).map((it) => it.text)).toEqual(corpus)
})
