import { expect, test } from 'vitest'
import { startJourney } from './journey.ts'
import type { Screen, Visitor } from './visitor.ts'

const { platform, come } = await startJourney()

const screens: readonly (Screen & { readonly name: string })[] = [
  { name: '1440', width: 1440 },
  { name: '360-dark', width: 360, height: 760, dark: true },
  { name: '1440-ar', width: 1440, locale: 'ar' },
  { name: '360-fr', width: 360, height: 760, locale: 'fr' },
]

/** What every screen must be: nothing for axe to find, nothing cut off. */
async function inspect(it: Visitor, name: string): Promise<void> {
  expect(await it.inspect(`people-${name}`), name).toEqual([])
}

/** The newest link in the kept mail of this address. */
async function linkTo(email: string): Promise<string> {
  const page = await (await fetch(`${platform.address}/dev/mail`)).text()
  const article = page.split('<article>').find((it) => it.includes(email)) ?? ''
  return /href="([^"]+)"/.exec(article)?.[1] ?? ''
}

test.each(screens)('somebody new comes in by a link, and says their name ($name)', async (screen) => {
  const email = `new-${screen.name}@example.org`
  const somebody = await come(undefined, '/sign-in?next=/settings', screen)
  const { page } = somebody
  await page.locator('input[type=email]').fill('not an address')
  await page.locator('form button[type=submit]').click()
  await page.locator('.error').waitFor()
  expect(await page.evaluate('document.activeElement.type')).toBe('email')
  await inspect(somebody, `sign-in-${screen.name}`)
  await page.locator('input[type=email]').fill(email)
  await page.locator('form button[type=submit]').click()
  await page.locator('.step__title').waitFor()
  await inspect(somebody, `sent-${screen.name}`)

  await expect.poll(() => linkTo(email)).toContain('/sign-in/link#')
  const link = await linkTo(email)
  const stranger = await come(undefined, link, screen)
  await stranger.page.locator('.disc--warn').waitFor()
  await inspect(stranger, `elsewhere-${screen.name}`)
  expect(await stranger.page.textContent('main')).not.toContain(email)

  await somebody.goTo(link)
  await page.locator('.disc--ok').waitFor()
  await inspect(somebody, `confirm-${screen.name}`)
  await page.locator('.step button.btn--primary').click()
  await page.waitForURL(/\/welcome/)
  await page.locator('input[autocomplete=name]').fill('Moderator')
  await page.locator('form button[type=submit]').click()
  await page.locator('.error').waitFor()
  expect(await page.evaluate('document.activeElement.autocomplete')).toBe('name')
  await inspect(somebody, `welcome-${screen.name}`)
  await page.locator('input[autocomplete=name]').fill('তাহমিনা রেজওয়ানা')
  await page.locator('form button[type=submit]').click()
  await page.waitForURL(/\/settings$/)
  await page.locator('.dev').first().waitFor()
  await inspect(somebody, `settings-${screen.name}`)

  await page.screenshot({ path: `.data/shots/people-settings-whole-${screen.name}.png`, fullPage: true })

  await stranger.page.reload()
  await stranger.page.locator('.disc--warn').waitFor()
  await inspect(stranger, `used-${screen.name}`)
  // A made-up address is refused by the server with 400, which a browser writes to the console.
  expect(somebody.problems().filter((it) => !it.includes('400'))).toEqual([])
})

test('a link asked for without a line goes out when the line is back', async () => {
  const somebody = await come(undefined, '/sign-in')
  await somebody.page.locator('input[type=email]').fill('train@example.org')
  await somebody.context.setOffline(true)
  await somebody.page.locator('form button[type=submit]').click()
  await somebody.page.locator('.state--queued').waitFor()
  await inspect(somebody, 'offline')
  await somebody.context.setOffline(false)
  await somebody.page.locator('.step__title', { hasText: 'Look in your mail' }).waitFor()
  await expect.poll(() => linkTo('train@example.org')).toContain('/sign-in/link#')
})

test('what is changed on one device is there on the other, and one button ends both', async () => {
  const [one, other] = [await come('attendee', '/settings'), await come('attendee', '/settings')]
  for (const it of [one, other]) await it.page.locator('.dev').first().waitFor()
  const organisation = 'input[autocomplete=organization]'
  await one.page.locator(organisation).fill('Delta <b>Connect</b> Trust')
  await one.page.locator(organisation).press('Enter')
  await one.page.getByText(/^Saved/).waitFor()
  await expect.poll(() => other.page.inputValue(organisation)).toBe('Delta <b>Connect</b> Trust')
  await other.page.locator('select').filter({ hasText: 'Kenya' }).selectOption('KE')
  await other.page.getByText(/^Saved/).waitFor()
  await expect.poll(() => one.page.locator('select').filter({ hasText: 'Kenya' }).inputValue()).toBe('KE')

  await one.page.getByRole('button', { name: 'Sign out everywhere' }).click()
  await one.page.getByRole('dialog').getByRole('button', { name: 'Sign out everywhere' }).click()
  for (const it of [one, other]) await it.page.waitForURL(/\/sign-in/)
  expect([...one.problems(), ...other.problems()]).toEqual([])
})

test('an answer about who is here that comes late does not undo the sign-in', async () => {
  const email = 'late@example.org'
  const somebody = await come(undefined, '/sign-in')
  const { page } = somebody
  await page.locator('input[type=email]').fill(email)
  await page.locator('form button[type=submit]').click()
  await page.locator('.step__title').waitFor()
  await expect.poll(() => linkTo(email)).toContain('/sign-in/link#')
  let release = () => {}
  const released = new Promise<void>((resolve) => (release = resolve))
  await page.route(
    '**/api/me',
    async (route) => {
      const response = await route.fetch() // nobody yet
      await released
      await route.fulfill({ response })
    },
    { times: 1 },
  )
  await somebody.goTo(await linkTo(email))
  await page.locator('.step button.btn--primary').click()
  await page.waitForURL(/\/welcome/)
  const late = page.waitForResponse('**/api/me')
  release()
  await (await late).finished()
  await page.locator('input[autocomplete=name]').fill('Ann Lee')
  await page.locator('form button[type=submit]').click()
  await page.waitForURL(/\/forums\//)
})
