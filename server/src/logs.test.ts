import { channelId } from '@rostrum/shared/kernel/channel.ts'
import { uuid7 } from '@rostrum/shared/kernel/ids.ts'
import { expect, test } from 'vitest'
import { createLog } from '#adapters/log/log.ts'
import { createBrowser, tokenIn } from '#testing/browser.ts'
import { createWorld, until } from '#testing/world.ts'
import type { Tab } from '#testing/world.ts'

const lines: string[] = []
const world = await createWorld({ log: createLog({ write: (line) => void lines.push(line) }) })

/** In everything that somebody can say: no line of the log may hold it, however what they said broke. */
const canary = 'kanarienvogel'
const email = `${canary}@${canary}.invalid`

test('E4 J6 M3: whatever breaks, the log has an id and a place, and no address, token, name or text of anybody', async () => {
  const session = await world.session()
  const browser = createBrowser(world)
  const token = tokenIn(await browser.signIn(email))
  const ann = await world.person(`Ann ${canary}`)
  const mod = await world.person(`Mod ${canary}`, { sessions: { [session]: ['moderator'] } })
  const tab = world.join(ann, [channelId('session', session), channelId('person', ann.id)])
  const chair = world.join(mod, [channelId('moderators', session)])
  // Past the client, which would ask again until it is answered.
  const say = (by: Tab, type: string, input: object) =>
    by.connection.socket.emitWithAck('c', { id: uuid7(), type, input })
  const call = (type: string, input: object) => say(tab, type, input)
  await until('connected', () => tab.connection.socket.connected && chair.connection.socket.connected)

  const speak = async () => {
    const answers = await Promise.all([
      call('chat:say', { session, text: `${canary} says`, mentions: [] }),
      call('questions:ask', { session, text: `${canary} asks`, anonymous: true }),
      call('people:update', { base: 1, name: `Ann ${canary}`, organisation: canary }),
      call('moderation:report', {
        session,
        target: { kind: 'question', id: canary },
        reason: 'other',
        note: canary,
      }),
      call(`${canary}:x`, { [canary]: canary }),
      say(chair, 'moderation:mute', { session, person: ann.id, reason: 'conduct', note: canary }),
    ])
    await tab.connection.socket.emitWithAck('sub', { ch: `session:${canary}` as never })
    return answers
  }
  const post = async () => {
    const posts = await Promise.all([
      browser.post('/api/sign-in', { email }),
      browser.post('/api/sign-in/look', { token }),
      browser.post('/api/sign-in/confirm', { token: `${token.slice(0, -1)}_`, elsewhere: true }),
      world.fetch('/api/commands/chat.say', ann, {
        method: 'POST',
        body: JSON.stringify({ session, text: canary, mentions: [] }),
        headers: { 'idempotency-key': uuid7() },
      }),
      world.fetch(`/api/channels/session:${canary}?token=${token}`, ann),
      world.fetch(`/api/${canary}`, ann, { method: 'POST', body: `{"${canary}` }),
    ])
    return posts.map((it) => it.status)
  }

  expect((await speak())[0]).toMatchObject({ ok: true })
  expect(await post()).not.toContain(500)

  // Now the database says no in ways that repeat what it was given, and then does not even know who is there.
  for (const table of ['messages', 'questions', 'people', 'sign_in_links', 'restrictions'])
    await world.query(`ALTER TABLE ${table} ADD CONSTRAINT ${table}_no CHECK (false) NOT VALID`)
  expect((await speak())[0]).toMatchObject({ ok: false, code: 'unavailable' })
  await world.query('ALTER TABLE sign_ins RENAME TO sign_ins_away')
  expect(await post()).toContain(500)

  const text = lines.join('')
  expect(text).toContain('chat:say broke')
  expect(text).toMatch(/POST \/api\/\S+ broke \([0-9a-f-]{36}\)/)
  const secrets = [canary, token, token.slice(0, 20), ann.cookie, ann.cookie.split('=')[1] ?? '', '.invalid']
  for (const secret of secrets) expect(text).not.toContain(secret)
  for (const line of lines)
    expect(JSON.parse(line)).toMatchObject({ level: 50, time: expect.any(String) as string })
})
