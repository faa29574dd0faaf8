import type { Locator } from 'playwright-core'
import { expect, test } from 'vitest'
import { startJourney } from './journey.ts'
import type { Screen, Visitor } from './visitor.ts'

const { come } = await startJourney()

/** Where nobody has asked anything yet, and where the demo has. */
const quiet = 'demo-records'
const busy = 'demo-live'
const attend = (who: string, session = quiet, screen?: Screen) =>
  come(who, `/sessions/${session}?panel=questions`, screen)
const backstage = (who: string, session = quiet, screen?: Screen) =>
  come(who, `/sessions/${session}/backstage`, screen)
/** The article about the question with these words, not one that only mentions it. */
const article = ({ page }: Visitor, words: string | RegExp): Locator =>
  page.locator('article').filter({ has: page.locator('.q__text, .tri__t', { hasText: words }) })

async function ask({ page }: Visitor, text: string, anonymous = false): Promise<void> {
  const field = page.getByRole('textbox', { name: 'Your question' })
  await field.fill(text)
  if (anonymous) await page.getByLabel('Hide my name').check()
  await page.getByRole('button', { name: 'Send question' }).click()
  await page.getByText(text).first().waitFor()
}

test('asked, approved, voted for, answered and taken back, everyone seeing what is theirs to see', async () => {
  const [attendee, panellist, moderator, other] = await Promise.all([
    attend('attendee'),
    backstage('panellist'),
    backstage('moderator'),
    attend('organiser'),
  ])
  await attendee.page.getByText('No questions yet').waitFor()
  await ask(attendee, 'Who owns the tower when the grant ends?')
  await attendee.page.getByText('waiting for a moderator').waitFor()
  await ask(attendee, 'Could a regional fund share spare parts?', true)
  await ask(other, 'Could a regional fund share spare parts between networks?')

  const owns = article(moderator, 'Who owns the tower')
  await owns.getByRole('button', { name: 'Approve' }).click()
  await article(other, 'Who owns the tower').waitFor()
  await moderator.page.getByText('You see: Tahmina Brisolet').waitFor()
  await moderator.shot('questions-desk-waiting')
  expect(await other.page.getByText('Could a regional fund share spare parts?').count()).toBe(0)

  const vote = other.page.getByRole('button', { name: 'Vote for this question, 0 votes' }).first()
  await vote.click()
  await attendee.page.getByRole('button', { name: 'Vote for this question, 1 vote' }).waitFor()

  const shares = article(moderator, /share spare parts\?$/)
  await shares.getByRole('button', { name: 'Approve' }).click()
  await shares.waitFor({ state: 'detached' })
  await moderator.page.getByRole('button', { name: 'Merge, keep votes' }).click()
  await moderator.page.getByText('Nothing is waiting').waitFor()
  await other.page.getByRole('button', { name: '1 new question' }).click()
  await other.page.getByText('Asked by 2 people').waitFor()

  await moderator.page.getByRole('tab', { name: /Open/ }).click()
  await article(moderator, 'Who owns').getByRole('button', { name: 'Assign' }).click()
  await moderator.shot('questions-desk-assign')
  await moderator.page.getByRole('button', { name: /Rosalind/ }).click()
  await article(panellist, 'Who owns the tower').waitFor()
  await article(moderator, 'Who owns').getByRole('button', { name: 'Answer now' }).click()
  await attendee.page.getByText('is answering now').waitFor()
  await attendee.shot('questions-attendee')
  await panellist.shot('questions-panellist')

  await article(panellist, 'Who owns').getByRole('button', { name: 'Answer in writing' }).click()
  await panellist.page.getByRole('textbox').fill('The municipality does.')
  await panellist.page.getByRole('button', { name: 'Publish answer' }).click()
  await attendee.page.getByText('The municipality does.').waitFor()
  await moderator.page.getByRole('tab', { name: /Answered/ }).click()
  await moderator.shot('questions-desk-answered')
  for (const it of [attendee, panellist, moderator, other]) {
    expect([...(await it.axe()), ...(await it.cutOff()), ...it.problems()]).toEqual([])
  }
})

test('a draft outlives a reload, and what is written without a line is kept, shown and sent', async () => {
  const attendee = await attend('attendee')
  const field = attendee.page.getByRole('textbox', { name: 'Your question' })
  await field.fill('Half a thought')
  await attendee.page.reload()
  await expect.poll(() => field.inputValue()).toBe('Half a thought')
  await attendee.context.setOffline(true)
  await field.fill('Written without a line')
  await attendee.page.getByRole('button', { name: 'Send question' }).click()
  await attendee.page.getByText('Waiting for the line').waitFor({ timeout: 40_000 })
  await attendee.shot('questions-queued')
  await attendee.context.setOffline(false)
  await article(attendee, 'Written without a line')
    .getByText('waiting for a moderator')
    .waitFor({ timeout: 40_000 })
  await article(attendee, 'Written without a line').getByRole('button', { name: 'Withdraw' }).click()
  await attendee.page.getByText('Question withdrawn').waitFor()
  await attendee.page.getByRole('button', { name: 'Undo' }).click()
  await article(attendee, 'Written without a line').getByText('waiting for a moderator').waitFor()
})

test('decided with the keyboard alone, and kindly when somebody else was first', async () => {
  const [attendee, moderator, second] = await Promise.all([
    attend('attendee'),
    backstage('moderator'),
    backstage('organiser'),
  ])
  await ask(attendee, 'By the keyboard?')
  await article(moderator, 'By the keyboard?').focus()
  await article(second, 'By the keyboard?').waitFor()
  await moderator.page.keyboard.press('x')
  await moderator.page.getByRole('button', { name: 'outside the topic' }).click()
  await article(attendee, 'By the keyboard?').getByText('outside the topic').waitFor()
  await moderator.page.getByRole('tab', { name: /Dismissed/ }).click()
  await article(moderator, 'By the keyboard?').focus()
  await moderator.page.keyboard.press('z')
  await article(attendee, 'By the keyboard?').getByText('waiting for a moderator').waitFor()
})

test.each<[string, Screen]>([
  ['phone', { width: 360, height: 780 }],
  ['dark', { dark: true }],
  ['arabic', { locale: 'ar' }],
  ['arabic-phone', { locale: 'ar', width: 360, height: 780 }],
  ['narrow', { width: 320, height: 640 }],
])('nothing is cut off and axe finds nothing: %s', async (name, screen) => {
  const attendee = await attend('attendee', busy, screen)
  await attendee.page.locator('article').first().waitFor()
  const moderator = await backstage('moderator', busy, screen)
  await moderator.page.locator('article').first().waitFor()
  await moderator.page.locator('article').first().scrollIntoViewIfNeeded()
  expect(await attendee.inspect(`questions-${name}`)).toEqual([])
  expect(await moderator.inspect(`questions-desk-${name}`)).toEqual([])
  expect([...attendee.problems(), ...moderator.problems()]).toEqual([])
})
