import type { AuditCheck, AuditPage } from '@rostrum/shared/features/moderation/moderation.contract.ts'
import { channelId } from '@rostrum/shared/kernel/channel.ts'
import type { ChannelId } from '@rostrum/shared/kernel/channel.ts'
import { uuid7 } from '@rostrum/shared/kernel/ids.ts'
import { expect, test } from 'vitest'
import { createWorld, until } from '#testing/world.ts'
import type { Person, Tab } from '#testing/world.ts'

const world = await createWorld()
const far = await world.node()
const { forum } = world
const session = await world.session()
const organiser = await world.person('Olga', { forum: ['organiser'] })
const moderator = await world.person('Mia', { forum: ['moderator'] })
const second = await world.person('Sam', { forum: ['moderator'] })
const chair = await world.person('Carl', { forum: ['attendee'], sessions: { [session]: ['chair'] } })

const room = channelId('session', session)
const circle = channelId('moderators', session)
const desk = channelId('desk', forum)
const forumRoom = channelId('forum', forum)
const own = (person: Person) => channelId('person', person.id)

const join = async (
  person: Person,
  channels: readonly ChannelId[] = [],
  node = world.app as { port: number },
) => {
  const tab = world.join(person, channels, node)
  await until('joined', () => channels.every((it) => tab.connection.position(it) >= 0))
  return tab
}
const terms = { reason: 'advertising', note: null, minutes: 60 } as const
const mute = (tab: Tab, person: Person) =>
  tab.call('moderation:mute', { session, person: person.id, ...terms })
const code = async (answer: Promise<{ ok: boolean; code?: string }>) => {
  const it = await answer
  return it.ok ? 'ok' : it.code
}
const log = async (person: Person, query = '') =>
  (await (await world.fetch(`/api/forums/${forum}/audit${query}`, person)).json()) as AuditPage

/** What a tab has folded together is what one that has just come sees. */
async function converges(tab: Tab): Promise<void> {
  await until('same as fresh', async () => {
    const fresh = await join(tab.person, tab.channels)
    const of = (it: Tab) =>
      tab.channels.map((id) => (it.moderation.store.getState() as Record<string, unknown>)[id])
    const same = JSON.stringify(of(tab)) === JSON.stringify(of(fresh))
    fresh.close()
    return same
  })
}

/* ── refusals ──────────────────────────────────────────────────────────────────────────────────── */

test('nobody but those who run the session restricts in it, and nobody restricts who answers for as much', async () => {
  const ann = await world.person('Ann')
  const annTab = await join(ann)
  const chairTab = await join(chair)
  const modTab = await join(moderator)
  expect(await code(mute(annTab, moderator))).toBe('forbidden')
  expect(await code(mute(chairTab, moderator))).toBe('forbidden')
  expect(await code(mute(chairTab, chair))).toBe('forbidden')
  expect(await code(mute(modTab, second))).toBe('forbidden')
  expect(await code(mute(modTab, organiser))).toBe('forbidden')
  const ban = { forum, person: ann.id, reason: 'threat', note: null } as const
  expect(await code(chairTab.call('moderation:ban', ban))).toBe('forbidden')
  expect(await code(annTab.call('moderation:stop', { session, on: true }))).toBe('forbidden')
})

test('who is not of this forum cannot be restricted, and is not told apart from nobody', async () => {
  const tab = await join(moderator)
  const stranger = await world.person('Xu', { forum: [] })
  expect(await code(mute(tab, stranger))).toBe('not_found')
  expect(await code(mute(tab, { ...stranger, id: 'nobody' as Person['id'] }))).toBe('not_found')
})

test('two moderators muting the same person do it once; the later one learns of it', async () => {
  const ann = await world.person('Ann')
  const [one, two] = [await join(moderator), await join(second, [], far)]
  const answers = await Promise.all([code(mute(one, ann)), code(mute(two, ann))])
  expect(new Set(answers)).toEqual(new Set(['conflict', 'ok']))
})

test('a stale lift is a conflict with the present state, and what is over cannot be lifted', async () => {
  const ann = await world.person('Ann')
  const tab = await join(moderator, [circle])
  const made = await mute(tab, ann)
  const restriction = made.ok ? made.output.id : expect.fail()
  expect(await code(tab.call('moderation:lift', { session, restriction, base: 7 }))).toBe('conflict')
  expect(await code(tab.call('moderation:lift', { session, restriction, base: 1 }))).toBe('ok')
  expect(await code(tab.call('moderation:lift', { session, restriction, base: 2 }))).toBe('closed')
})

/* ── restrictions ──────────────────────────────────────────────────────────────────────────────── */

test('L7: who is muted is told what, by which rule and until when, and not by whom', async () => {
  const ann = await world.person('Ann')
  const tab = await join(ann, [own(ann)])
  await mute(await join(moderator), ann)
  await until('told', () => tab.moderation.in('person', ann.id).restrictions.length === 1)
  const [told] = tab.moderation.in('person', ann.id).restrictions
  expect(told).toMatchObject({ kind: 'mute', session, reason: 'advertising', liftedAt: null })
  expect(JSON.stringify(tab.heard)).not.toContain('Mia')
  await converges(tab)
})

test('E15: who is taken out of a session leaves it on every node within a second and cannot come back until it is lifted', async () => {
  const ann = await world.person('Ann')
  const tabs = [await join(ann, [room, forumRoom]), await join(ann, [room, forumRoom], far)]
  const chairTab = await join(chair, [circle])
  const from = performance.now()
  const made = await chairTab.call('moderation:remove', { session, person: ann.id, ...terms })
  await until('out', () => tabs.every((it) => it.connection.position(room) === -1))
  expect(performance.now() - from).toBeLessThan(1_000)
  expect(tabs.every((it) => it.connection.position(forumRoom) >= 0)).toBe(true)
  const target = { kind: 'person', id: chair.id } as const
  const report = async () =>
    (tabs[0] ?? expect.fail()).call('moderation:report', { session, target, reason: 'other', note: null })
  expect(await code(report())).toBe('forbidden')
  const restriction = made.ok ? made.output.id : expect.fail()
  await chairTab.call('moderation:lift', { session, restriction, base: 1 })
  await until('may come back', async () => (await code(report())) === 'ok')
})

test('E2 I11: a ban acts at once on every node for a day, and lasts when a second person confirms it', async () => {
  const bob = await world.person('Bob', { sessions: { [session]: ['panellist'] } })
  const channels = [room, forumRoom, channelId('backstage', session)]
  const tabs = [await join(bob, channels), await join(bob, channels, far)]
  const tab = await join(moderator, [desk])
  const from = performance.now()
  const made = await tab.call('moderation:ban', { forum, person: bob.id, reason: 'threat', note: null })
  await until('out', () => tabs.every((it) => channels.every((id) => it.connection.position(id) === -1)))
  expect(performance.now() - from).toBeLessThan(1_000)
  const restriction = made.ok ? made.output.id : expect.fail()
  const confirm = { forum, restriction, base: 1 }
  expect(await code(tab.call('moderation:confirmBan', confirm))).toBe('forbidden')
  const other = await join(second, [desk])
  expect(await code(other.call('moderation:confirmBan', confirm))).toBe('ok')
  expect(await code(other.call('moderation:confirmBan', { ...confirm, base: 2 }))).toBe('closed')
  const ban = other.moderation.in('desk', forum).restrictions.find((it) => it.id === restriction)
  await until('lasting', () => ban !== undefined)
  await converges(other)
})

test('a ban that nobody confirms ends after a day', async () => {
  const bob = await world.person('Bob')
  const tab = await join(moderator)
  await tab.call('moderation:ban', { forum, person: bob.id, reason: 'threat', note: null })
  const ask = () => join(bob, [own(bob)]).then((it) => code(mute(it, moderator)))
  expect(await ask()).toBe('forbidden')
  const back = world.join(bob, [forumRoom])
  await until('connected', () => back.connection.socket.connected)
  expect(back.connection.position(forumRoom)).toBe(-1)
  world.advance(24 * 3_600_000 + 1)
  await join(bob, [forumRoom])
})

test('a second look is asked for once, and reaches those who can decide', async () => {
  const ann = await world.person('Ann')
  const mine = await join(ann, [own(ann)])
  const made = await mute(await join(moderator), ann)
  const restriction = made.ok ? made.output.id : expect.fail()
  const watcher = await join(second, [desk, circle])
  const eve = await join(await world.person('Eve'))
  const input = { restriction, words: 'I was quoting a song' }
  expect(await code(eve.call('moderation:appeal', input))).toBe('not_found')
  expect(await code(mine.call('moderation:appeal', input))).toBe('ok')
  expect(await code(mine.call('moderation:appeal', { ...input, words: 'again' }))).toBe('closed')
  const heard = () => watcher.moderation.in('moderators', session).appeals.some((it) => it.id === restriction)
  await until('heard', heard)
  await converges(watcher)
  await converges(mine)
})

/* ── reports ───────────────────────────────────────────────────────────────────────────────────── */

test('I7 I8: reports of one thing are one report; reporters get a receipt, stay unnamed, and learn the outcome', async () => {
  const people = await Promise.all(['A', 'B', 'C'].map((name) => world.person(`Reporter${name}`)))
  const tabs = await Promise.all(people.map((it) => join(it, [own(it)])))
  const watcher = await join(moderator, [circle, desk])
  const target = { kind: 'person', id: (await world.person('Pest')).id } as const
  const say = (tab: Tab, note: string | null) =>
    tab.call('moderation:report', { session, target, reason: 'insult', note })
  for (const tab of [...tabs, ...tabs]) expect(await code(say(tab, `by ${tab.person.id.length}`))).toBe('ok')
  const found = () =>
    watcher.moderation.in('moderators', session).reports.find((it) => it.target.id === target.id)
  await until('three', () => found()?.count === 3)
  const report = found() ?? expect.fail()
  expect(report).toMatchObject({ reasons: { insult: 3 }, evidence: { by: { name: 'Pest' } } })
  expect(JSON.stringify(watcher.heard)).not.toContain('Reporter')
  const settle = { session, report: report.id, base: report.version, outcome: 'acted' } as const
  expect(await code((tabs[0] ?? expect.fail()).call('moderation:settle', settle))).toBe('forbidden')
  expect(await code(watcher.call('moderation:settle', settle))).toBe('ok')
  for (const tab of tabs) {
    await until('told', () => tab.moderation.in('person', tab.person.id).reports[0]?.outcome === 'acted')
    await converges(tab)
  }
  await converges(watcher)
})

test('I8: who reports without end is asked to wait', async () => {
  const flood = await world.person('Flood')
  const answers: number[] = []
  for (let i = 0; i < 11; i++) {
    const target = { kind: 'person', id: (await world.person(`T${i}`)).id } as const
    const { status } = await world.fetch('/api/commands/moderation.report', flood, {
      method: 'POST',
      headers: { 'idempotency-key': uuid7() },
      body: JSON.stringify({ session, target, reason: 'other', note: null }),
    })
    answers.push(status)
  }
  expect(answers).toEqual([...Array.from({ length: 10 }, () => 200), 429])
})

/* ── the emergency stop ────────────────────────────────────────────────────────────────────────── */

test('I4: the emergency stop reaches everyone within a second, is set and not toggled, and has one way back', async () => {
  const ann = await world.person('Ann')
  const tabs = [await join(ann, [room, forumRoom]), await join(ann, [room, forumRoom], far)]
  const chairTab = await join(chair)
  await world.noticed([ann], room, forumRoom)
  const from = performance.now()
  for (const on of [true, true])
    expect(await code(chairTab.call('moderation:stop', { session, on }))).toBe('ok')
  await until('told', () => tabs.every((it) => it.moderation.in('session', session).panic.on))
  expect(performance.now() - from).toBeLessThan(1_000)
  const { entries } = await log(organiser)
  expect(entries.filter((it) => it.act === 'moderation.stop')).toHaveLength(1)
  await chairTab.call('moderation:stop', { session, on: false })
  await (await join(moderator)).call('moderation:stopEverywhere', { forum, on: true })
  await until('forum', () => tabs.every((it) => it.moderation.in('forum', forum).panic.on))
  for (const tab of tabs) await converges(tab)
  await (await join(moderator)).call('moderation:stopEverywhere', { forum, on: false })
})

/* ── the log ───────────────────────────────────────────────────────────────────────────────────── */

test('J5: the log is read by organisers and the forum’s moderators, a page at a time, and by nobody else', async () => {
  const ann = await world.person('Ann')
  for (const person of [ann, chair])
    for (const path of ['audit', 'audit/check'])
      expect((await world.fetch(`/api/forums/${forum}/${path}`, person)).status).toBe(403)
  expect((await world.fetch(`/api/forums/${forum}/audit`)).status).toBe(403)
  const { entries } = await log(moderator)
  const top = entries[0]?.seq ?? 0
  expect(entries.map((it) => it.seq)).toEqual(entries.map((_, i) => top - i))
  const older = await log(moderator, `?before=${top - 2}`)
  expect(older.entries[0]?.seq).toBe(top - 3)
  expect((await log(organiser, '?session=elsewhere')).entries).toEqual([])
  expect(JSON.stringify(entries)).not.toContain('canary.invalid')
})

test('a lift is in the log beside the act it undoes, with what was before and after', async () => {
  const ann = await world.person('Ann')
  const tab = await join(moderator)
  const made = await mute(tab, ann)
  const restriction = made.ok ? made.output.id : expect.fail()
  await tab.call('moderation:lift', { session, restriction, base: 1 })
  const { entries } = await log(organiser, `?actor=${moderator.id}`)
  expect(entries[0]).toMatchObject({
    act: 'moderation.lift',
    session,
    subject: `person:${ann.id}`,
    name: 'Ann',
    before: { liftedAt: null },
    after: { liftedBy: { id: moderator.id } },
  })
  expect(entries[1]).toMatchObject({ act: 'moderation.mute', before: null, after: { id: restriction } })
})

test('J5: the log cannot be changed, and whoever gets past that is found', async () => {
  const check = async () =>
    (await (await world.fetch(`/api/forums/${forum}/audit/check`, organiser)).json()) as AuditCheck
  const whole = await check()
  expect(whole).toMatchObject({ brokenAt: null })
  expect(whole.entries).toBeGreaterThan(10)
  for (const text of ['UPDATE audit_log SET act = act', 'DELETE FROM audit_log', 'TRUNCATE audit_log'])
    await expect(world.query(text)).rejects.toThrow('only ever added to')

  const tamper = (text: string) =>
    world.query(
      `ALTER TABLE audit_log DISABLE TRIGGER ALL; ${text}; ALTER TABLE audit_log ENABLE TRIGGER ALL`,
    )
  await world.query('CREATE TABLE log AS TABLE audit_log; CREATE TABLE heads AS TABLE audit_heads')
  for (const [harm, at] of [
    [`UPDATE audit_log SET actor = 'somebody-else' WHERE seq = 4`, 4],
    ['DELETE FROM audit_log WHERE seq = 6', 7],
    [`DELETE FROM audit_log WHERE seq = ${whole.entries}`, whole.entries],
    ['DELETE FROM audit_heads', whole.entries],
  ] as const) {
    await tamper(harm)
    expect((await check()).brokenAt, harm).toBe(at)
    await tamper('TRUNCATE audit_log; INSERT INTO audit_log TABLE log')
    await world.query('TRUNCATE audit_heads; INSERT INTO audit_heads TABLE heads')
  }
  expect(await check()).toEqual(whole)
})
