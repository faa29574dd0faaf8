import { channelId } from '@rostrum/shared/kernel/channel.ts'
import { expect, test } from 'vitest'
import { createBrowser, tokenIn } from '#testing/browser.ts'
import { createWorld, until } from '#testing/world.ts'
import { createOperator } from './operator.ts'

const world = await createWorld()

test('an operator makes somebody an organiser from another process, and their open tabs hear of it', async () => {
  const ann = await world.person('Ann')
  const tab = world.join(ann, [channelId('person', ann.id)])
  await until('profile', () => tab.people.in('person', ann.id).me.name === 'Ann')
  const desk = createOperator({ postgres: world.postgres, baseUrl: 'https://forum.example' })
  world.onStop(desk.stop)
  expect(await desk.makeOrganiser(`${ann.id}@canary.invalid`)).toContain(world.forum)
  await until(
    'the role',
    () => tab.people.in('person', ann.id).grants.forums[world.forum]?.includes('organiser') === true,
  )
  const link = await desk.makeSignInLink({ email: `${ann.id}@canary.invalid`, next: '/programme' })
  expect(link).toMatch(/^https:\/\/forum\.example\/sign-in\/link#[\w-]{43}$/)
  const browser = createBrowser(world)
  expect((await browser.post('/api/sign-in/confirm', { token: tokenIn(link) })).body).toEqual({
    ok: true,
    next: '/programme',
  })
  expect((await browser.get('/api/me'))['me']).toMatchObject({ id: ann.id })
})
