import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { startJourney } from './journey.ts'
import type { Screen, Visitor } from './visitor.ts'

/* On small screens the last control of a bar is the first to be cut off, and it is the one that leaves. */

const session = 'demo-live'
const { come, command } = await startJourney()

const sizes = [
  { width: 320, height: 640 },
  { width: 640, height: 320 },
  { width: 360, height: 740 },
] as const
const locales = ['en', 'fr', 'ar'] as const

/** The same page on all sizes. */
async function onAllSizes(it: Visitor, name: string, look: () => Promise<void>): Promise<void> {
  for (const size of sizes) {
    await it.page.setViewportSize(size)
    await it.shot(`clip-${name}-${size.width}x${size.height}`)
    await look()
    expect(await it.cutOff(), `${size.width}x${size.height}`).toEqual([])
  }
}

/** The controls within these that cannot be pressed where they are: out of sight, or under something. */
const unreachable = (page: Page, within: string): Promise<readonly string[]> =>
  page.evaluate((selector) => {
    const all = [...document.querySelectorAll<HTMLElement>(`${selector} :is(button, a[href], input)`)]
    const shown = all.filter((it) => !it.closest('[popover]') && it.checkVisibility())
    if (shown.length === 0) return ['there is no control at all']
    return shown
      .filter((it) => {
        const { left, right, top, bottom } = it.getBoundingClientRect()
        const isInside = left >= -1 && top >= -1 && right <= innerWidth + 1 && bottom <= innerHeight + 1
        const hit = document.elementFromPoint((left + right) / 2, (top + bottom) / 2)
        return !isInside || !hit || !(it.contains(hit) || hit.contains(it))
      })
      .map((it) => it.getAttribute('aria-label') ?? it.textContent)
  }, within)

test.each(locales)('whoever watches reaches every control (%s)', async (locale) => {
  const it = await come('demo-ines', `/sessions/${session}`, { ...sizes[0], locale })
  await it.page.locator('.ctl__b--leave').waitFor()
  await onAllSizes(it, `stage-${locale}`, async () => {
    expect(await unreachable(it.page, '.ctl')).toEqual([])
    expect(await unreachable(it.page, '.rhead')).toEqual([])
  })
})

test('a guest on air reaches microphone, camera and the way off, everywhere', async () => {
  await command('moderator', 'stage.invite', { session, person: 'demo-attendee' })
  await command('attendee', 'stage.answerInvitation', { session, accept: true, base: 1 })
  for (const locale of locales) {
    const it = await come('attendee', `/sessions/${session}`, { ...sizes[0], locale })
    await it.page.locator('.ctl__b--on').first().waitFor()
    await onAllSizes(it, `guest-${locale}`, async () => {
      expect(await unreachable(it.page, '.ctl'), locale).toEqual([])
      expect(await unreachable(it.page, '.oabar'), locale).toEqual([])
    })
    await it.context.close()
  }
})

test.each(locales)('whoever runs it reaches what ends it (%s)', async (locale) => {
  const it = await come('moderator', `/sessions/${session}/backstage`, { ...sizes[0], locale })
  await it.page.locator('.stage__controls button').first().waitFor()
  await onAllSizes(it, `backstage-${locale}`, async () => {
    expect(await unreachable(it.page, '.rhead')).toEqual([])
  })
})

test.each<Screen>([{}, { dark: true }, { width: 360, height: 740, locale: 'ar' }])(
  'axe finds nothing on the live stage, backstage, and with an invitation open: %o',
  async (screen) => {
    await command('moderator', 'stage.invite', { session, person: 'demo-kwaku' })
    for (const [who, path, part] of [
      ['demo-ruo', `/sessions/${session}`, '.ctl__b--leave'],
      ['moderator', `/sessions/${session}/backstage`, '.sdesk'],
      ['demo-kwaku', `/sessions/${session}`, 'dialog[open]'],
    ] as const) {
      const it = await come(who, path, screen)
      await it.page.locator(part).first().waitFor()
      await it.shot(`axe-stage-${who}-${screen.width ?? 1440}${screen.dark ? '-dark' : ''}`)
      expect(await it.axe(), who).toEqual([])
      expect(it.problems(), who).toEqual([])
      await it.context.close()
    }
  },
)
