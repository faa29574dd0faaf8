import { questionLimits } from '@rostrum/shared/features/questions/questions.contract.ts'
import type { FiledQuestion, QuestionId } from '@rostrum/shared/features/questions/questions.contract.ts'
import { channelId } from '@rostrum/shared/kernel/channel.ts'
import type { SessionId } from '@rostrum/shared/kernel/fields.ts'
import { uuid7 } from '@rostrum/shared/kernel/ids.ts'
import { expect, test } from 'vitest'
import { createWorld, until } from '#testing/world.ts'
import type { Person, Tab } from '#testing/world.ts'

const world = await createWorld()

/** A session with somebody of each kind, everyone listening to all they may. */
async function room() {
  const session = await world.session()
  const [ann, bob, mod, other, pan] = await Promise.all([
    world.person('Ann'),
    world.person('Bob'),
    world.person('Mod', { sessions: { [session]: ['moderator'] } }),
    world.person('Mae', { sessions: { [session]: ['chair'] } }),
    world.person('Pan', { sessions: { [session]: ['panellist'] } }),
  ])
  const join = (person: Person) =>
    world.join(person, [
      channelId('session', session),
      channelId('backstage', session),
      channelId('moderators', session),
      channelId('person', person.id),
    ])
  const tabs = { ann: join(ann), bob: join(bob), mod: join(mod), other: join(other), pan: join(pan) }
  await until('all joined', () =>
    Object.values(tabs).every((it) => it.connection.position(channelId('session', session)) >= 0),
  )
  return { session, ...tabs }
}
const ok = <T extends { ok: boolean }>(answer: T): Extract<T, { ok: true }> => {
  expect(answer).toMatchObject({ ok: true })
  return answer as Extract<T, { ok: true }>
}
const code = (answer: { ok: boolean; code?: string }) => (answer.ok ? 'ok' : answer.code)
const ask = async (tab: Tab, session: SessionId, text: string, anonymous = false): Promise<QuestionId> =>
  ok(await tab.call('questions:ask', { session, text, anonymous })).output.id

/** The question as those who run the session see it, once they have this version of it. */
async function filed(tab: Tab, session: SessionId, id: QuestionId, version?: number): Promise<FiledQuestion> {
  const find = () => tab.questions.in('moderators', session).questions.find((it) => it.id === id)
  await until('filed', () => find() !== undefined && (version === undefined || find()?.version === version))
  const found = find()
  if (!found) throw new Error('gone again')
  return found
}
async function approved(tabs: { mod: Tab; ann: Tab; session: SessionId }, text: string, anonymous = false) {
  const id = await ask(tabs.ann, tabs.session, text, anonymous)
  ok(await tabs.mod.call('questions:approve', { session: tabs.session, question: id, base: 1 }))
  return id
}
const shown = (tab: Tab, session: SessionId) => tab.questions.in('session', session).questions

test('only those who run the session decide, only the asker edits, and what is not there is not found', async () => {
  const { session, ann, bob, pan, mod } = await room()
  const id = await ask(ann, session, 'Who owns the tower?')
  const seen = { session, question: id, base: 1 }
  for (const tab of [ann, bob, pan]) {
    expect(code(await tab.call('questions:approve', seen))).toBe('forbidden')
    expect(code(await tab.call('questions:dismiss', { ...seen, reason: 'no' }))).toBe('forbidden')
    expect(code(await tab.call('questions:merge', { ...seen, into: id, intoBase: 1 }))).toBe('forbidden')
    expect(code(await tab.call('questions:undo', seen))).toBe('forbidden')
    expect(code(await tab.call('questions:configure', { session, open: false }))).toBe('forbidden')
  }
  expect(code(await ann.call('questions:answer', { ...seen, text: 'me' }))).toBe('forbidden')
  expect(code(await pan.call('questions:answer', { ...seen, text: 'me' }))).toBe('not_found')
  expect(code(await bob.call('questions:edit', { ...seen, text: 'mine now' }))).toBe('not_found')
  expect(code(await bob.call('questions:withdraw', { session, question: id, on: true }))).toBe('not_found')
  expect(code(await bob.call('questions:vote', { session, question: id, on: true }))).toBe('not_found')
  const nowhere = { session, question: uuid7() as QuestionId, base: 1 }
  expect(code(await mod.call('questions:approve', nowhere))).toBe('not_found')
  expect(code(await mod.call('questions:approve', { ...nowhere, question: 'x' as QuestionId }))).toBe(
    'invalid',
  )
  expect(code(await ann.call('questions:ask', { session, text: ' ', anonymous: false }))).toBe('invalid')
  const long = 'a'.repeat(questionLimits.text + 1)
  expect(code(await ann.call('questions:ask', { session, text: long, anonymous: false }))).toBe('invalid')
})

test('F2 F10: an actor named in the payload is refused', async () => {
  const { session, ann } = await room()
  const input = { session, text: 'As somebody else', anonymous: false, asker: 'p1-Mod' }
  expect(code(await ann.call('questions:ask', input))).toBe('invalid')
})

test('F6: a question of another session is not there, even to those who run this one', async () => {
  const here = await room()
  const there = await room()
  const id = await approved(there, 'Elsewhere?')
  const seen = { session: here.session, question: id, base: 2 }
  expect(code(await here.mod.call('questions:dismiss', { ...seen, reason: 'x' }))).toBe('not_found')
  expect(code(await here.bob.call('questions:vote', { session: here.session, question: id, on: true }))).toBe(
    'not_found',
  )
  expect(await world.query('SELECT * FROM question_votes WHERE question = $1', [id])).toEqual([])
})

test('a waiting question reaches its asker and the moderators, and the room when approved', async () => {
  const { session, ann, bob, mod } = await room()
  const id = await ask(ann, session, 'How much in the second year?')
  const waiting = await filed(mod, session, id)
  expect(waiting).toMatchObject({ state: 'waiting', by: { id: ann.person.id, name: 'Ann' } })
  await until(
    'the asker sees it',
    () => ann.questions.in('person', ann.person.id).mine[0]?.state === 'waiting',
  )
  await until('counted', () => bob.questions.in('session', session).counts.received === 1)
  expect(shown(bob, session)).toEqual([])
  ok(await mod.call('questions:approve', { session, question: id, base: waiting.version }))
  await until('public', () => shown(bob, session).length === 1)
  expect(shown(bob, session)[0]).toMatchObject({
    by: { name: 'Ann' },
    state: 'approved',
    votes: 0,
    askers: 1,
  })
  expect(await filed(mod, session, id, 2)).toMatchObject({ decidedBy: { name: 'Mod', badge: 'moderator' } })
})

test('who asks anonymously is known to the moderators and to nobody else', async () => {
  const tabs = await room()
  const { session, bob, mod } = tabs
  const id = await approved(tabs, 'Hidden?', true)
  await until('public', () => shown(bob, session).length === 1)
  expect(shown(bob, session)[0]?.by).toBeNull()
  expect(await filed(mod, session, id, 2)).toMatchObject({ anonymous: true, by: { name: 'Ann' } })
})

test('the asker edits and takes back while it waits, and brings it back as it was', async () => {
  const { session, ann, mod } = await room()
  const id = await ask(ann, session, 'Frist')
  ok(await ann.call('questions:edit', { session, question: id, base: 1, text: 'First' }))
  expect(code(await mod.call('questions:approve', { session, question: id, base: 1 }))).toBe('conflict')
  expect(code(await ann.call('questions:edit', { session, question: id, base: 1, text: 'x' }))).toBe(
    'conflict',
  )
  ok(await ann.call('questions:withdraw', { session, question: id, on: true }))
  ok(await ann.call('questions:withdraw', { session, question: id, on: true }))
  await until('gone', () => mod.questions.in('moderators', session).questions.length === 0)
  expect(code(await mod.call('questions:undo', { session, question: id, base: 3 }))).toBe('closed')
  ok(await ann.call('questions:withdraw', { session, question: id, on: false }))
  expect(await filed(mod, session, id)).toMatchObject({ state: 'waiting', text: 'First', version: 4 })
  ok(await mod.call('questions:approve', { session, question: id, base: 4 }))
  expect(code(await ann.call('questions:edit', { session, question: id, base: 5, text: 'x' }))).toBe('closed')
})

test('one question is answered at a time; the one before counts as answered, and undo gives both back', async () => {
  const tabs = await room()
  const { session, bob, mod } = tabs
  const one = await approved(tabs, 'One?')
  const two = await approved(tabs, 'Two?')
  ok(await mod.call('questions:answerNow', { session, question: one, base: 2 }))
  ok(await mod.call('questions:answerNow', { session, question: two, base: 2 }))
  const states = () => shown(bob, session).map((it) => it.state)
  await until('moved on', () => states().join() === 'answered,answering')
  ok(await mod.call('questions:undo', { session, question: two, base: 3 }))
  await until('both back', () => states().join() === 'answering,approved')
  expect(await filed(mod, session, one, 5)).toMatchObject({ state: 'answering' })
})

test('D16: a merge keeps the union of the votes and of the askers, and its undoing gives both back', async () => {
  const tabs = await room()
  const { session, ann, bob, mod, pan } = tabs
  const kept = await approved(tabs, 'What does it cost?')
  const same = await ask(bob, session, 'How expensive is it?')
  ok(await mod.call('questions:approve', { session, question: same, base: 1 }))
  const vote = (tab: Tab, question: QuestionId, on = true) =>
    tab.call('questions:vote', { session, question, on })
  for (const tab of [ann, bob]) ok(await vote(tab, kept))
  for (const tab of [bob, pan]) ok(await vote(tab, same))
  const merge = { session, question: same, base: 2, into: kept }
  expect(code(await mod.call('questions:merge', { ...merge, intoBase: 1 }))).toBe('conflict')
  expect(code(await mod.call('questions:merge', { ...merge, into: same, intoBase: 2 }))).toBe('invalid')
  ok(await mod.call('questions:merge', { ...merge, intoBase: 2 }))
  await until('union', () => shown(bob, session)[0]?.votes === 3)
  expect(shown(bob, session)).toHaveLength(1)
  expect(shown(bob, session)[0]?.askers).toBe(2)
  await until('Pan sees the vote', () => pan.questions.in('person', pan.person.id).votes.includes(kept))
  expect(code(await ann.call('questions:withdraw', { session, question: kept, on: true }))).toBe('closed')
  ok(await vote(pan, kept, false))
  ok(await mod.call('questions:undo', { session, question: same, base: 3 }))
  await until('two again', () => shown(bob, session).length === 2)
  expect(shown(bob, session).map((it) => [it.votes, it.askers])).toEqual([
    [2, 1],
    [1, 1],
  ])
})

test('a panellist answers in writing what was given to them, and nothing else', async () => {
  const tabs = await room()
  const { session, bob, mod, pan } = tabs
  const id = await approved(tabs, 'Is there an open design?', true)
  const seen = { session, question: id }
  expect(code(await pan.call('questions:answer', { ...seen, base: 2, text: 'Yes.' }))).toBe('forbidden')
  const to = bob.person.id
  expect(code(await mod.call('questions:assign', { ...seen, base: 2, to }))).toBe('not_found')
  ok(await mod.call('questions:assign', { ...seen, base: 2, to: pan.person.id }))
  const staged = () => pan.questions.in('backstage', session).questions
  await until('prepared', () => staged()[0]?.assigned?.id === pan.person.id)
  expect(staged()[0]?.by).toBeNull()
  const stale = await pan.call('questions:answer', { ...seen, base: 2, text: 'Yes.' })
  expect(code(stale)).toBe('conflict')
  expect(JSON.stringify(stale)).not.toContain('Ann')
  ok(await pan.call('questions:answer', { ...seen, base: 3, text: 'Yes.' }))
  await until('answered', () => shown(bob, session)[0]?.state === 'answered')
  expect(shown(bob, session)[0]?.answer).toMatchObject({
    text: 'Yes.',
    by: { name: 'Pan', badge: 'panellist' },
  })
  expect(bob.questions.in('session', session).counts).toMatchObject({ received: 1, answered: 1 })
})

test('closed is closed, names can be required, and without moderation a question is public at once', async () => {
  const { session, ann, bob, mod } = await room()
  ok(await mod.call('questions:configure', { session, moderated: false, anonymous: false }))
  expect(code(await ann.call('questions:ask', { session, text: 'x', anonymous: true }))).toBe('closed')
  await ask(ann, session, 'At once?')
  await until('public', () => shown(bob, session).length === 1)
  ok(await mod.call('questions:configure', { session, open: false }))
  expect(code(await ann.call('questions:ask', { session, text: 'x', anonymous: false }))).toBe('closed')
  await until('told', () => !bob.questions.in('session', session).settings.open)
})

test('I3: nobody fills the queue alone, and what resembles another question says which', async () => {
  const { session, ann, bob, mod } = await room()
  const first = await ask(bob, session, 'Could a regional fund share spare parts between networks?')
  const close = await ask(ann, session, 'could a regional fund SHARE spare parts between small networks')
  const far = await ask(ann, session, 'Who pays for electricity at night?')
  expect((await filed(mod, session, close)).closeTo).toBe(first)
  expect((await filed(mod, session, far)).closeTo).toBeNull()
  for (let i = 2; i < questionLimits.waitingEach; i++) await ask(ann, session, `Number ${i}`)
  const refused = await ann.call('questions:ask', { session, text: 'One more', anonymous: false })
  expect(refused).toMatchObject({ ok: false, code: 'closed', state: { what: 'waiting' } })
})

test('D16 J5: every act of a moderator and its undoing stand in the log, with before and after', async () => {
  const tabs = await room()
  const { session, mod } = tabs
  const id = await approved(tabs, 'Logged?')
  ok(await mod.call('questions:undo', { session, question: id, base: 2 }))
  const log = await world.query(
    `SELECT actor, act, before->>'state' AS before, after->>'state' AS after FROM audit_log
     WHERE session = $1 AND subject = $2 ORDER BY seq`,
    [session, `question:${id}`],
  )
  const actor = mod.person.id
  expect(log).toEqual([
    { actor, act: 'questions.approve', before: 'waiting', after: 'approved' },
    { actor, act: 'questions.undo', before: 'approved', after: 'waiting' },
  ])
})

test('who is muted neither asks nor edits, and in an emergency every question waits', async () => {
  const { session, ann, bob, mod } = await room()
  const id = await ask(ann, session, 'Before')
  const muted = { session, person: ann.person.id, reason: 'off_topic' as const, note: null, minutes: null }
  ok(await mod.call('moderation:mute', muted))
  expect(code(await ann.call('questions:ask', { session, text: 'x', anonymous: false }))).toBe('forbidden')
  expect(code(await ann.call('questions:edit', { session, question: id, base: 1, text: 'x' }))).toBe(
    'forbidden',
  )
  ok(await mod.call('questions:configure', { session, moderated: false }))
  ok(await mod.call('moderation:stop', { session, on: true }))
  const second = await ask(bob, session, 'In an emergency?')
  expect(await filed(mod, session, second)).toMatchObject({ state: 'waiting' })
})
