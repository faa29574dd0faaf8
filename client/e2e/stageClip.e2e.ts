import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openBrowser } from './browser.ts'
import { until } from './measure.ts'
import { startPlatform } from './platform.ts'
import { visit } from './visitor.ts'
import type { Screen, Visitor } from './visitor.ts'

/* On small screens the last control of a bar is the first to be cut off, and it is the one that leaves. */

const session = 'demo-live'
const platform = await startPlatform()
const browser = await openBrowser()
let count = 0
beforeAll(async () => {
  await until('LiveKit', async () => (await platform.health())['media'] === 'ok', 300_000)
}, 310_000)
afterAll(async () => {
  await browser.close()
  await platform.stop()
})

async function command(who: string, type: string, input: object): Promise<void> {
  const { name, value } = await platform.signIn(`${who}@demo.invalid`)
  const answer = await fetch(`${platform.address}/api/commands/${type}`, {
    method: 'POST',
    headers: {
      cookie: `${name}=${value}`,
      origin: platform.address,
      'content-type': 'application/json',
      'idempotency-key': `01890000-0000-7000-8000-${String(++count).padStart(12, '0')}`,
    },
    body: JSON.stringify({ session, ...input }),
  })
  expect(await answer.json()).toMatchObject({ ok: true })
}

const open = async (who: string, path: string, screen: Screen): Promise<Visitor> => {
  const it = await visit(browser, platform, `${who}@demo.invalid`, screen)
  await it.goTo(path)
  return it
}

const sizes = [
  { width: 320, height: 640 },
  { width: 640, height: 320 },
  { width: 360, height: 740 },
] as const
const locales = ['en', 'fr', 'ar'] as const
const screens = sizes.flatMap((size) =>
  locales.map((locale) => ({ ...size, locale, name: `${size.width}x${size.height} ${locale}` })),
)

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

test.each(screens)('whoever watches reaches every control: $name', async ({ name, ...screen }) => {
  const it = await open('demo-ines', `/sessions/${session}`, screen)
  await it.page.locator('.ctl__b--leave').waitFor()
  await it.shot(`clip-stage-${name}`)
  expect(await unreachable(it.page, '.ctl')).toEqual([])
  expect(await unreachable(it.page, '.rhead')).toEqual([])
  expect(await it.cutOff()).toEqual([])
  await it.context.close()
})

test('a guest on air reaches microphone, camera and the way off, everywhere', async () => {
  await command('moderator', 'stage.invite', { person: 'demo-attendee' })
  await command('attendee', 'stage.answerInvitation', { accept: true, base: 1 })
  for (const { name, ...screen } of screens) {
    const it = await open('attendee', `/sessions/${session}`, screen)
    await it.page.locator('.ctl__b--on').first().waitFor()
    await it.shot(`clip-guest-${name}`)
    expect(await unreachable(it.page, '.ctl'), name).toEqual([])
    expect(await unreachable(it.page, '.oabar'), name).toEqual([])
    expect(await it.cutOff(), name).toEqual([])
    await it.context.close()
  }
})

test.each(screens)('whoever runs it reaches what ends it: $name', async ({ name, ...screen }) => {
  const it = await open('moderator', `/sessions/${session}/backstage`, screen)
  await it.page.locator('.stage__controls button').first().waitFor()
  await it.shot(`clip-backstage-${name}`)
  expect(await unreachable(it.page, '.rhead')).toEqual([])
  expect(await it.cutOff()).toEqual([])
  await it.context.close()
})

test.each<Screen>([{}, { dark: true }, { width: 360, height: 740, locale: 'ar' }])(
  'axe finds nothing on the live stage, backstage, and with an invitation open: %o',
  async (screen) => {
    await command('moderator', 'stage.invite', { person: 'demo-kwaku' })
    for (const [who, path, part] of [
      ['demo-ruo', `/sessions/${session}`, '.ctl__b--leave'],
      ['moderator', `/sessions/${session}/backstage`, '.sdesk'],
      ['demo-kwaku', `/sessions/${session}`, 'dialog[open]'],
    ] as const) {
      const it = await open(who, path, screen)
      await it.page.locator(part).first().waitFor()
      await it.shot(`axe-stage-${who}-${screen.width ?? 1440}${screen.dark ? '-dark' : ''}`)
      expect(await it.axe(), who).toEqual([])
      expect(it.problems(), who).toEqual([])
      await it.context.close()
    }
  },
)
