import { afterAll, afterEach, expect, test } from 'vitest'
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

const here: Visitor[] = []
afterEach(async () => {
  for (const it of here.splice(0)) await it.context.close()
})
async function enter(email: string | undefined, screen: Screen = {}): Promise<Visitor> {
  const visitor = await visit(browser, platform, email, screen)
  here.push(visitor)
  return visitor
}

const attendee = 'attendee@demo.invalid'
const screens: readonly (Screen & { name: string })[] = [
  { name: 'desktop', width: 1440, height: 900 },
  { name: 'phone-dark', width: 360, height: 740, dark: true },
  { name: 'arabic', width: 1440, height: 900, locale: 'ar' },
  { name: 'phone-sideways-french', width: 640, height: 320, locale: 'fr' },
]

test.each(screens)(
  'J9: $name: home, programme and a session open, whole and without a fault',
  async ({ name, ...screen }) => {
    const { page, goTo, axe, cutOff, shot, problems } = await enter(attendee, screen)
    for (const [place, path] of [
      ['home', '/'],
      ['programme', '/forums/meridian/programme'],
      ['session', '/sessions/demo-live'],
    ] as const) {
      await goTo(path)
      await page.getByRole('main').waitFor()
      await page.getByRole('heading').first().waitFor()
      await shot(`${place}-${name}`)
      expect(await axe(), `${place}: axe`).toEqual([])
      expect(await cutOff(), `${place}: cut off`).toEqual([])
    }
    expect(problems()).toEqual([])
  },
)
