import { afterAll, expect, test } from 'vitest'
import { openBrowser } from './browser.ts'
import { startPlatform } from './platform.ts'
import { visit } from './visitor.ts'

const platform = await startPlatform()
const browser = await openBrowser()
afterAll(async () => {
  await browser.close()
  await platform.stop()
})

test('the platform answers in a real browser', async () => {
  const somebody = await visit(browser, platform)
  await somebody.goTo('/healthz')
  expect(await somebody.page.textContent('body')).toContain('"database":"ok"')
})

test('killed and started again, it serves on the same address', async () => {
  await platform.kill()
  await expect(platform.health()).rejects.toThrow()
  await platform.start()
  expect(await platform.health()).toMatchObject({ status: 'ok' })
})
