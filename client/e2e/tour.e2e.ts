import { expect, test } from 'vitest'
import { startJourney } from './journey.ts'
import type { Screen } from './visitor.ts'

const { enter } = await startJourney()
const screens: readonly (Screen & { name: string })[] = [
  { name: 'desktop', width: 1440, height: 900 },
  { name: 'phone-dark', width: 360, height: 740, dark: true },
  { name: 'arabic', width: 1440, height: 900, locale: 'ar' },
  { name: 'phone-sideways-french', width: 640, height: 320, locale: 'fr' },
]

test.each(screens)(
  'J9: $name: home, programme and a session open, whole and without a fault',
  async ({ name, ...screen }) => {
    const { page, goTo, inspect, problems } = await enter('attendee', screen)
    for (const [place, path] of [
      ['home', '/'],
      ['programme', '/forums/meridian/programme'],
      ['session', '/sessions/demo-live'],
    ] as const) {
      await goTo(path)
      await page.getByRole('main').waitFor()
      await page.getByRole('heading').first().waitFor()
      expect(await inspect(`${place}-${name}`), place).toEqual([])
    }
    expect(problems()).toEqual([])
  },
)

test('D13: in a browser whose clock is a day late today is today, and what is asked is taken', async () => {
  const { page, goTo, problems } = await enter('attendee')
  await page.clock.install({ time: Date.now() - 86_400_000 })
  await goTo('/forums/meridian')
  await page.getByText('day 3 of 5').waitFor()
  await goTo('/sessions/demo-records?panel=questions')
  await page.locator('textarea').first().fill('Is my clock right?')
  await page.keyboard.press('Control+Enter')
  await page.getByText('waiting for a moderator').waitFor()
  expect(problems()).toEqual([])
})
