import type { Locator } from 'playwright-core'
import { uuid7 } from '@rostrum/shared/kernel/ids.ts'
import { expect, test } from 'vitest'
import { startJourney } from './journey.ts'
import type { Screen, Visitor } from './visitor.ts'

const { platform, come, command } = await startJourney()

const session = 'demo-live'
const forum = '/forums/meridian'

const screens: readonly (Screen & { readonly name: string })[] = [
  { name: '1440', width: 1440 },
  { name: '360-dark', width: 360, height: 760, dark: true },
  { name: '1440-ar', width: 1440, locale: 'ar' },
  { name: '320-fr', width: 320, height: 700, locale: 'fr' },
]

/** What every screen must be: nothing for axe to find, nothing cut off, nothing broken. */
async function inspect(it: Visitor, name: string): Promise<void> {
  expect([...(await it.inspect(`safety-${name}`)), ...it.problems()], name).toEqual([])
}

async function openChat(who: string, screen?: Screen): Promise<Visitor> {
  const it = await come(who, `/sessions/${session}?panel=chat`, screen)
  await it.page.locator('.chatform textarea, .compose .well').first().waitFor()
  return it
}
async function say(it: Visitor, text: string): Promise<void> {
  await it.page.locator('.chatform textarea').fill(text)
  await it.page.locator('.chatform textarea').press('Enter')
}
const line = (it: Visitor, text: string) => it.page.locator('article.cmsg', { hasText: text }).last()

test.each(screens)('the chat, the people and their states ($name)', async (screen) => {
  const it = await openChat('attendee', screen)
  const word = `We went by boat, see https://example.org/boats ${screen.name}`
  await say(it, word)
  await line(it, word).locator('a[rel="noopener nofollow ugc"]').waitFor()
  await inspect(it, `chat-${screen.name}`)

  const other = `Best price, write to me ${screen.name}`
  await command('moderator', 'chat.say', { session, text: other })
  await line(it, other).locator('.cmsg__more').click()
  await it.page.locator('.menu:popover-open').waitFor()
  await inspect(it, `menu-${screen.name}`)
  await it.page.locator('.menu:popover-open [role=menuitem]').last().click()
  await it.page.locator('dialog[open]').waitFor()
  await inspect(it, `report-${screen.name}`)
  await it.page.locator('dialog[open] button[type=submit]').click()
  await it.page.locator('dialog[open]').waitFor({ state: 'detached' })

  await it.goTo(`/sessions/${session}?panel=people`)
  await it.page.locator('.search input').waitFor()
  await inspect(it, `people-${screen.name}`)
})

test.each(screens)('what moderators see of what was reported ($name)', async (screen) => {
  const mia = await come('moderator', `${forum}/moderation`, screen)
  await mia.page.locator('.rq').first().waitFor()
  await mia.page.locator('.logtable').waitFor()
  await inspect(mia, `moderation-${screen.name}`)
  await mia.page.locator('.logtable').scrollIntoViewIfNeeded()
  await mia.page.locator('.logtable summary').first().click()
  await inspect(mia, `log-${screen.name}`)
  await mia.page.locator('.panic button').first().click()
  await mia.page.locator('dialog[open]').waitFor()
  await inspect(mia, `stop-${screen.name}`)
})

test('G1: words that look like programs are read as words, in the chat and in every place they are judged', async () => {
  const corpus = [
    '<img src=x onerror=__xss(1)>',
    '<svg/onload=__xss(2)>',
    'javascript:__xss(3)',
    '[link](javascript:__xss(4))',
    'data:text/html,<script>__xss(5)</script>',
    '"><script>__xss(6)</script>',
    '{name} {{constructor.constructor("__xss(7)")()}}',
    'http://good.example@evil.example/',
  ]
  await platform.query(`DELETE FROM messages WHERE session = $1`, [session])
  const ann = await openChat('attendee')
  const mia = await openChat('moderator')
  for (const text of corpus) {
    await say(ann, text)
    await line(mia, text).waitFor()
  }
  const hrefs = await mia.page
    .locator('.cmsg__t a')
    .evaluateAll((all) => all.map((it) => it.getAttribute('href')))
  expect(hrefs.filter((it) => !it?.startsWith('http') || it.includes('@'))).toEqual([])
  await line(mia, 'onerror').locator('.cmsg__more').click()
  await mia.page.locator('.menu:popover-open [role=menuitem]', { hasText: 'Report' }).click()
  await mia.page.locator('dialog[open] textarea').fill('<img src=x onerror=__xss(8)>')
  await mia.page.locator('dialog[open] button[type=submit]').click()
  await mia.goTo(`${forum}/moderation`)
  await mia.page.locator('.rq', { hasText: 'onerror' }).first().click()
  await mia.page.locator('.ev', { hasText: 'onerror' }).waitFor()
  expect([...ann.problems(), ...mia.problems()]).toEqual([])
})

test('L7: who is muted is told at once, in their language, and can ask for a second look; lifted, they write again', async () => {
  const ann = await openChat('attendee', { locale: 'fr' })
  const mia = await openChat('moderator')
  await say(ann, 'Achetez chez moi')
  await line(mia, 'Achetez').locator('.cmsg__more').click()
  await mia.page.locator('.menu:popover-open [role=menuitem]', { hasText: 'Mute or take out' }).click()
  await mia.page.locator('dialog[open]').waitFor()
  await inspect(mia, 'restrict')
  await mia.page.locator('dialog[open] button[type=submit]').click()
  const notice = ann.page.locator('.compose .well')
  await notice.waitFor({ timeout: 1_000 })
  expect(await notice.textContent()).toContain('Vous pourrez de nouveau écrire')
  await inspect(ann, 'muted')
  await notice.locator('button').click()
  await ann.page.locator('dialog[open] textarea').fill('C’était une citation')
  await ann.page.locator('dialog[open] button[type=submit]').click()
  await notice.locator('text=Vous avez demandé').waitFor()
  await mia.page.locator('.toast button', { hasText: 'Undo' }).click()
  await ann.page.locator('.chatform textarea').waitFor()
})

/** Somebody of the forum who has never been in the room. */
async function newcomer(name = 'Lee Late'): Promise<{ readonly who: string; readonly id: string }> {
  const who = uuid7()
  await platform.query(
    `WITH it AS (INSERT INTO people (id, email, name) VALUES ($1, $2, $4) RETURNING id)
     INSERT INTO memberships (forum, person, role)
     SELECT forum, it.id, 'attendee' FROM it, sessions WHERE sessions.id = $3`,
    [who, `${who}@demo.invalid`, session, name],
  )
  return { who, id: who }
}

/** Two accounts that were signed in with one browser. */
async function twoAccounts(name: string) {
  const accounts = [await newcomer(`Loud ${name}`), await newcomer(`Quiet ${name}`)] as const
  await platform.query(
    `INSERT INTO sign_ins (id, secret_hash, person, expires_at, browser_hash)
     SELECT gen_random_uuid(), sha256(id::bytea), id, now() + interval '1 day', sha256($1::bytea)
     FROM people WHERE id = any($2)`,
    [name, accounts.map((it) => it.id)],
  )
  return accounts
}
const accountsOf = (where: Locator) => where.locator('.linked__one')

test.each(screens.slice(2))(
  'E3: a ban leads to the other accounts of the same browser, and to what can be done there ($name)',
  async (screen) => {
    const [loud] = await twoAccounts(screen.name)
    const text = `The best price ${screen.name}`
    await command(loud.who, 'chat.say', { session, text })
    const mia = await openChat('moderator', screen)
    await line(mia, text).locator('.cmsg__more').click()
    await mia.page.locator('.menu:popover-open [role=menuitem]').nth(3).click() // after answer, copy, report
    const dialog = mia.page.locator('dialog[open]')
    const ban = async () => {
      await dialog.locator('.acts input').last().check()
      await dialog.locator('button[type=submit]').click()
    }
    await ban()
    await dialog.locator('.linked summary').press('Enter')
    await accountsOf(dialog).waitFor()
    await inspect(mia, `banned-${screen.name}`)
    await accountsOf(dialog).locator('button').press('Enter')
    await dialog.locator('h2', { hasText: 'Quiet' }).waitFor()
    await ban()
    await dialog.locator('.linked summary').waitFor()
    await mia.goTo(`${forum}/moderation`)
    const row = mia.page.locator('.held', { hasText: `Loud ${screen.name}` })
    await row.locator('.linked summary').click()
    await accountsOf(row).locator('.tag').waitFor() // is banned already: there is nothing more to do
    expect(await accountsOf(row).locator('button').count()).toBe(0)
    await row.scrollIntoViewIfNeeded()
    await inspect(mia, `linked-${screen.name}`)
  },
)

test('E3: that a browser has no other account is said, and so is that there is no line', async () => {
  const [forumOf] = await platform.query<{ id: string }>('SELECT forum AS id FROM sessions WHERE id = $1', [
    session,
  ])
  const { id: person } = await newcomer('Lee Alone')
  await command('moderator', 'moderation.ban', { forum: forumOf?.id, person, reason: 'insult', note: null })
  const mia = await come('moderator', `${forum}/moderation`)
  const row = mia.page.locator('.held', { hasText: 'Lee Alone' })
  await row.waitFor()
  await mia.context.setOffline(true)
  await row.locator('.linked summary').click()
  await row.locator('[role=alert]', { hasText: 'no line' }).waitFor()
  await mia.shot('safety-linked-offline')
  await mia.context.setOffline(false)
  await row.locator('[role=alert] button').click()
  await row.locator('.linked .well', { hasText: 'no other account' }).waitFor()
  expect(await mia.inspect('safety-linked-none')).toEqual([])
})

test('I4: who comes while the session is stopped waits outside, is told so, and is let in when it goes on', async () => {
  await command('moderator', 'moderation.stop', { session, on: true })
  const { who } = await newcomer()
  const lee = await come(who, `/sessions/${session}?panel=chat`, { width: 360, height: 760, locale: 'ar' })
  await lee.page.locator('.empty [role=status]', { hasText: 'ابقَ هنا' }).waitFor()
  await inspect(lee, 'held')
  await command('moderator', 'moderation.stop', { session, on: false })
  await lee.page.locator('.chatform textarea').waitFor()
})

test('who was taken out for a time comes back by themselves when it ends', async () => {
  const { who, id: person } = await newcomer()
  const terms = { person, reason: 'insult', note: null, minutes: 10 }
  await command('moderator', 'moderation.remove', { session, ...terms })
  await platform.query(`UPDATE restrictions SET until = now() + interval '8 s' WHERE person = $1`, [person])
  const lee = await come(who, `/sessions/${session}?panel=chat`)
  await lee.page.locator('.empty [role=status]', { hasText: 'taken out' }).waitFor()
  await lee.page.locator('.chatform textarea').waitFor()
})

test('a report needs three keys from the message, and the focus comes back', async () => {
  const ann = await openChat('attendee')
  const mia = await openChat('moderator')
  await say(mia, 'By the keyboard')
  await line(ann, 'By the keyboard').locator('.cmsg__more').focus()
  await ann.page.keyboard.press('Enter')
  await ann.page.locator('[role=menuitem]:focus').waitFor()
  await ann.page.keyboard.press('r')
  await ann.page.keyboard.press('Enter')
  await ann.page.locator('dialog[open]').waitFor()
  await ann.page.keyboard.press('Escape')
  const focused = await ann.page.evaluate(() => document.activeElement?.className)
  expect(focused).toContain('cmsg__more')
})
