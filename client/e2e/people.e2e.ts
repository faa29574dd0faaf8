import { afterAll, expect, test } from 'vitest'
import { openBrowser } from './browser.ts'
import { startPlatform } from './platform.ts'
import { visit } from './visitor.ts'
import type { Screen, Visitor } from './visitor.ts'

const platform = await startPlatform()
const browser = await openBrowser()
afterAll(async () => {
  await browser.close()
  await platform.stop()
})

const screens: readonly (Screen & { readonly name: string })[] = [
  { name: '1440', width: 1440 },
  { name: '360-dark', width: 360, height: 760, dark: true },
  { name: '1440-ar', width: 1440, locale: 'ar' },
  { name: '360-fr', width: 360, height: 760, locale: 'fr' },
]

/** What every screen must be: nothing for axe to find, nothing cut off, nothing broken. */
async function inspect(it: Visitor, name: string): Promise<void> {
  await it.shot(`people-${name}`)
  expect(await it.axe(), name).toEqual([])
  expect(await it.cutOff(), name).toEqual([])
}

/** The newest link in the kept mail of this address. */
async function linkTo(email: string): Promise<string> {
  const page = await (await fetch(`${platform.address}/dev/mail`)).text()
  const article = page.split('<article>').find((it) => it.includes(email)) ?? ''
  return /href="([^"]+)"/.exec(article)?.[1] ?? ''
}

test.each(screens)('somebody new comes in by a link, and says their name ($name)', async (screen) => {
  const email = `new-${screen.name}@example.org`
  const somebody = await visit(browser, platform, undefined, screen)
  const { page } = somebody
  await somebody.goTo('/sign-in?next=/settings')
  await page.locator('input[type=email]').fill('not an address')
  await page.locator('form button[type=submit]').click()
  await page.locator('.error').waitFor()
  await inspect(somebody, `sign-in-${screen.name}`)
  await page.locator('input[type=email]').fill(email)
  await page.locator('form button[type=submit]').click()
  await page.locator('.step__title').waitFor()
  await inspect(somebody, `sent-${screen.name}`)

  await expect.poll(() => linkTo(email)).toContain('/sign-in/link#')
  const link = await linkTo(email)
  const stranger = await visit(browser, platform, undefined, screen)
  await stranger.goTo(link)
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
  await inspect(somebody, `welcome-${screen.name}`)
  await page.locator('input[autocomplete=name]').fill('তাহমিনা রেজওয়ানা')
  await page.locator('form button[type=submit]').click()
  await page.waitForURL(/\/settings$/)
  await page.locator('.dev').first().waitFor()
  await inspect(somebody, `settings-${screen.name}`)

  await stranger.page.reload()
  await stranger.page.locator('.disc--warn').waitFor()
  await inspect(stranger, `used-${screen.name}`)
  // A made-up address is refused by the server with 400, which a browser writes to the console.
  expect(somebody.problems().filter((it) => !it.includes('400'))).toEqual([])
  await stranger.context.close()
  await somebody.context.close()
})
