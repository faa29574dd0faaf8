import { channelId } from '@rostrum/shared/kernel/channel.ts'
import { expect, test } from 'vitest'
import { createWorld, until } from '#testing/world.ts'

const world = await createWorld()

test('a signed-in person hears of themselves, and of nobody else', async () => {
  const ann = await world.person('Ann')
  const bob = await world.person('Bob')
  const tab = world.join(ann, [channelId('person', ann.id), channelId('person', bob.id)])
  await until('profile', () => tab.people.in('person', ann.id).me.name === 'Ann')
  expect(tab.connection.position(channelId('person', bob.id))).toBe(-1)
})

test('who has signed out everywhere is nobody', async () => {
  const ann = await world.person('Ann')
  const tab = world.join(ann)
  expect((await tab.call('people:signOutEverywhere', {})).ok).toBe(true)
  const answer = await world.fetch('/api/commands/people.signOutEverywhere', ann, {
    method: 'POST',
    body: '{}',
  })
  expect(answer.status).toBe(403)
})
