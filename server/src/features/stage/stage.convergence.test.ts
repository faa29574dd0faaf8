import { stageState } from '@rostrum/shared/features/stage/stage.state.ts'
import { channelId } from '@rostrum/shared/kernel/channel.ts'
import type { ChannelId } from '@rostrum/shared/kernel/channel.ts'
import { expect, test } from 'vitest'
import { createHall } from '#testing/hall.ts'
import { createWorld, until } from '#testing/world.ts'
import type { Tab } from '#testing/world.ts'

const world = await createWorld()
const done = async (answer: Promise<{ ok: boolean }>) => expect(await answer).toMatchObject({ ok: true })

test('old snapshot and events give the fresh snapshot, for everyone who looks and for every event', async () => {
  const it = await createHall(world)
  const { session, chair, panellist, audience, people } = it
  const channels = (tab: Tab): [string, 'session' | 'backstage' | 'person' | 'forum', string][] => [
    ['session', 'session', session],
    ['backstage', 'backstage', session],
    ['person', 'person', tab.person.id],
    ['forum', 'forum', world.forum],
  ]
  const tabs = [chair, it.moderator, panellist, audience]
  await until('all have joined', () =>
    tabs.every((tab) => tab.connection.position(channelId('person', tab.person.id)) >= 0),
  )
  const pan = people.panellist.id
  const aud = people.audience.id
  const steps = [
    () => panellist.call('stage:checkIn', { session, isReady: false }),
    () => panellist.call('stage:checkIn', { session, isReady: true }),
    () => chair.call('stage:bringOnAir', { session, person: pan }),
    () => chair.call('stage:bringOnAir', { session, person: people.chair.id }),
    () => chair.call('stage:setState', { session, state: 'live', countdown: 5, base: 0 }),
    () => chair.call('stage:setState', { session, state: 'preparing', base: 1 }),
    () => chair.call('stage:setState', { session, state: 'live', base: 2 }),
    () => chair.call('stage:spotlight', { session, person: pan }),
    () => panellist.call('stage:share', { session, on: true }),
    () => chair.call('stage:stop', { session, person: pan, source: 'camera', on: true }),
    () => chair.call('stage:stop', { session, person: pan, source: 'screen', on: true }),
    () => chair.call('stage:stop', { session, person: pan, source: 'camera', on: false }),
    () => chair.call('stage:invite', { session, person: aud }),
    () => chair.call('stage:withdrawInvitation', { session, person: aud, base: 1 }),
    () => chair.call('stage:invite', { session, person: aud }),
    () => audience.call('stage:answerInvitation', { session, accept: false, base: 2 }),
    () => chair.call('stage:invite', { session, person: aud }),
    () => audience.call('stage:answerInvitation', { session, accept: true, base: 3 }),
    () => chair.call('stage:setState', { session, state: 'paused', note: 'A pause', base: 3 }),
    () => chair.call('stage:takeOffAir', { session, person: aud }),
    () => chair.call('stage:remove', { session, person: pan }),
    () => panellist.call('stage:checkOut', { session }),
    () => chair.call('stage:setState', { session, state: 'live', base: 4 }),
    () => chair.call('stage:invite', { session, person: aud }),
    () => chair.call('stage:setState', { session, state: 'ended', base: 5 }),
  ]
  for (const step of steps) {
    await done(step())
    await converge(tabs, channels)
  }
  const types = new Set(tabs.flatMap((tab) => tab.heard.flatMap(([, d]) => d.map(([, type]) => type))))
  for (const name of Object.keys(stageState.contract.events)) expect(types).toContain(`stage:${name}`)
})

/** Each tab's folded slices equal what somebody who comes now is given. */
async function converge(
  tabs: readonly Tab[],
  channels: (tab: Tab) => [string, 'session' | 'backstage' | 'person' | 'forum', string][],
) {
  for (const tab of tabs) {
    const own = channels(tab)
    const ids = own.map(([, kind, subject]) => channelId(kind, subject as never)) as ChannelId[]
    const fresh = world.join(tab.person, ids)
    const mayEnter = (id: ChannelId) => tab.connection.position(id) >= 0
    await until('a fresh tab is there', () =>
      ids.filter(mayEnter).every((id) => fresh.connection.position(id) >= 0),
    )
    await until('the old one has caught up', () =>
      ids.filter(mayEnter).every((id) => tab.connection.position(id) >= fresh.connection.position(id)),
    )
    for (const [, kind, subject] of own)
      expect(tab.stage.in(kind, subject as never)).toEqual(fresh.stage.in(kind, subject as never))
    fresh.close()
  }
}
