import { expect, test } from 'vitest'
import { startJourney } from './journey.ts'

const { platform, come } = await startJourney()

test('the platform answers in a real browser', async () => {
  const somebody = await come(undefined, '/healthz')
  expect(await somebody.page.textContent('body')).toContain('"database":"ok"')
})

test('killed and started again, it serves on the same address', async () => {
  await platform.kill()
  await expect(platform.health()).rejects.toThrow()
  await platform.start()
  expect(await platform.health()).toMatchObject({ status: 'ok' })
})
