import { afterEach, beforeAll, expect, test } from 'vitest'
import { startJourney } from './journey.ts'
import { hears, measure, receivesNothing, sees, until } from './measure.ts'
import type { Visitor } from './visitor.ts'

/*
 * A session from backstage to the ban, with real sound and picture. The tests are one story: each goes on where the one
 * before it ended.
 */

const session = 'demo-preparing'
const { enter } = await startJourney({ isOneStory: true })
const small = { width: 320, height: 640 }
let panellist: Visitor
let moderator: Visitor
let ann: Visitor
let bea: Visitor

async function come(who: string, path: string, screen: { width?: number; height?: number } = {}) {
  const it = await enter(who, screen)
  await measure(it.page)
  await it.goTo(path)
  return it
}
const toolbar = (it: Visitor) => it.page.getByRole('toolbar', { name: 'Controls of the stage' })
const article = (it: Visitor, text: string) =>
  it.page.locator('article').filter({ has: it.page.locator('.q__text, .tri__t', { hasText: text }) })

beforeAll(async () => {
  panellist = await come('panellist', `/sessions/${session}/backstage`)
  moderator = await come('moderator', `/sessions/${session}/backstage`)
  ann = await come('attendee', `/sessions/${session}?panel=questions`)
  bea = await come('demo-ines', `/sessions/${session}?panel=questions`, small)
})
/** What everybody saw when something was not as it should be. */
afterEach(async ({ task }) => {
  if (task.result?.state !== 'fail') return
  for (const [who, it] of Object.entries({ panellist, moderator, ann, bea }))
    await it.shot(`stage-failed-${who}`)
})

test('somebody prepares behind the stage with camera and microphone, and the audience receives nothing', async () => {
  await toolbar(panellist).getByRole('button', { name: 'Microphone' }).click()
  await toolbar(panellist).getByRole('button', { name: 'Camera' }).click()
  await panellist.page.getByLabel('I am ready').check()
  await panellist.page.locator('.own__picture video').waitFor()
  const row = moderator.page.locator('.sdesk__row', { hasText: 'Rosalind' })
  await row.getByText('Ready').waitFor()
  await until('the chair hears them behind the stage', () => hears(moderator.page))
  await row.getByRole('button', { name: 'Bring up' }).click()
  await panellist.page.locator('.oabar', { hasText: 'You will be heard and seen' }).waitFor()
  expect(await receivesNothing(ann.page)).toBe(true)
  expect(await receivesNothing(bea.page)).toBe(true)
})

test('the chair goes live: everyone counts down, and then sees moving pictures and hears', async () => {
  await moderator.page.getByRole('button', { name: 'Go live' }).click()
  await ann.page.getByRole('timer').waitFor()
  expect(await receivesNothing(ann.page)).toBe(true)
  for (const it of [ann, bea]) {
    await until('moving pictures', () => sees(it.page))
    await until('sound', () => hears(it.page))
  }
  await panellist.page.locator('.oabar', { hasText: 'You are on air: everyone hears you' }).waitFor()
})

test('whoever reads another page meanwhile goes on hearing, and comes back to moving pictures', async () => {
  await bea.page.getByRole('link', { name: 'Go to the home page' }).click()
  const mini = bea.page.getByRole('complementary', { name: 'Session that goes on' })
  await mini.getByRole('link').waitFor()
  await until('sound beside another page', () => hears(bea.page))
  expect(await bea.cutOff()).toEqual([])
  expect(await bea.axe()).toEqual([])
  await mini.getByRole('link').click()
  await until('moving pictures', () => sees(bea.page))
})

test('paused there is nothing, and the pause says what for; resumed it is all back', async () => {
  await moderator.page.getByRole('button', { name: 'Pause' }).click()
  await moderator.page.getByLabel('What people read meanwhile').fill('We mend the projector')
  await moderator.page.getByRole('dialog').getByRole('button', { name: 'Pause' }).click()
  await ann.page.getByText('We mend the projector').waitFor()
  for (const it of [ann, bea]) await until('nothing', () => receivesNothing(it.page))
  await moderator.page.getByRole('button', { name: 'Go on' }).click()
  for (const it of [ann, bea]) {
    await until('moving pictures again', () => sees(it.page))
    await until('sound again', () => hears(it.page))
  }
})

test('asked, approved, seen and voted for by both, answered', async () => {
  const question = 'Who mends the tower on the fourth day?'
  await ann.page.getByRole('textbox', { name: 'Your question' }).fill(question)
  await ann.page.getByRole('button', { name: 'Send question' }).click()
  await article(moderator, question).getByRole('button', { name: 'Approve' }).click()
  for (const it of [ann, bea]) await article(it, question).first().waitFor()
  await article(bea, question).getByRole('button', { name: 'Vote for this question, 0 votes' }).click()
  await article(ann, question).getByLabel('Vote for this question, 1 vote').waitFor()
  await moderator.page.getByRole('tab', { name: /Open/ }).click()
  await article(moderator, question).getByRole('button', { name: 'Assign' }).click()
  await moderator.page.getByRole('button', { name: 'Rosalind Okwuosa-Feld', exact: true }).click()
  await article(panellist, question).getByRole('button', { name: 'Answer in writing' }).click()
  await panellist.page.getByRole('textbox', { name: /answer/i }).fill('The municipality does.')
  await panellist.page.getByRole('button', { name: 'Publish answer' }).click()
  await ann.page.getByText('The municipality does.').waitFor()
})

test('somebody of the audience is asked to speak, accepts, is heard, and is sent back', async () => {
  await moderator.page.getByLabel('Name of somebody who is here').fill('Tahmina')
  await moderator.page.getByRole('button', { name: 'Give the floor' }).click()
  const invitation = ann.page.getByRole('dialog')
  await invitation.getByText('gives you the floor').waitFor()
  const speaker = bea.page.locator('[data-performer^="demo-attendee:"]')
  expect(await speaker.count()).toBe(0)
  await invitation.getByRole('button', { name: 'Accept with sound' }).click()
  await ann.page.locator('.oabar', { hasText: 'You are on air: everyone hears you' }).waitFor()
  await speaker.waitFor({ state: 'attached' })
  // Only the guest is heard: the panellist is silent meanwhile.
  await toolbar(panellist).getByRole('button', { name: 'Microphone' }).click()
  await until('the guest is heard', () => hears(bea.page))

  const row = moderator.page.locator('.sdesk__row', { hasText: 'Tahmina' })
  await row.getByRole('button', { name: /What you can do about Tahmina/ }).click()
  await moderator.page.getByRole('menuitem', { name: 'Send back to the audience' }).click()
  await speaker.waitFor({ state: 'detached', timeout: 2_000 })
  await ann.page.locator('.oabar').waitFor({ state: 'detached' })
  await until('silence', async () => !(await hears(bea.page)))
})

test('who is banned is gone within a second: told why, and without sockets, sound and pictures', async () => {
  await ann.goTo(`/sessions/${session}?panel=chat`)
  await ann.page.locator('.chatform textarea').fill('Buy at my shop')
  await ann.page.locator('.chatform textarea').press('Enter')
  await until('the picture is there again', () => sees(ann.page))
  await moderator.goTo(`/sessions/${session}?panel=chat`)
  await moderator.page.locator('article.cmsg', { hasText: 'Buy at my shop' }).locator('.cmsg__more').click()
  await moderator.page.getByRole('menuitem', { name: 'Mute or take out' }).click()
  const dialog = moderator.page.getByRole('dialog')
  await dialog.getByLabel('Ban from the forum').check()

  const start = Date.now()
  await dialog.getByRole('button', { name: /^Ban Tahmina/ }).click()
  await ann.page
    .locator('.banner, .notices', { hasText: 'You are banned from this forum' })
    .first()
    .waitFor({ timeout: 1_000 })
  await ann.page.locator('.tiles video').first().waitFor({ state: 'detached', timeout: 1_000 })
  process.stdout.write(`gone ${Date.now() - start} ms after the ban\n`)
  expect(await receivesNothing(ann.page)).toBe(true)
  await until('the others go on seeing', () => sees(bea.page))
  await ann.shot('stage-banned')
  const statuses = await ann.page.evaluate(
    (it) =>
      Promise.all([
        fetch(`/api/sessions/${it}/people`).then(({ status }) => status),
        fetch(`/api/stage/${it}/token`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ room: 'stage', device: 'again000' }),
        }).then(({ status }) => status),
      ]),
    session,
  )
  for (const status of statuses) expect(status).toBeGreaterThanOrEqual(401)
})
