import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { AudioStream, Room, RoomEvent, TrackKind, VideoStream } from '@livekit/rtc-node'
import type { RemoteTrack } from '@livekit/rtc-node'
import { afterAll, expect, test } from 'vitest'
import { createHall } from '#testing/hall.ts'
import { createWorld, until } from '#testing/world.ts'
import { startBots } from './bots.ts'

const data = fs.mkdtempSync(path.join(os.tmpdir(), 'rostrum-bots-'))
const world = await createWorld({ livekit: { data, given: undefined } })
afterAll(() => fs.rmSync(data, { recursive: true, force: true }))

/** Somebody who watches: how many pictures came that were not like the one before, and how loud it was. */
async function watch(session: Parameters<typeof world.app.admitToStage>[1]['session'], person: string) {
  const granted = await world.app.admitToStage(person as never, { session, room: 'stage', device: 'd001' })
  const room = new Room()
  const seen = { moving: 0, loudest: 0, people: new Set<string>() }
  const look = async (track: RemoteTrack) => {
    let last = ''
    for await (const { frame } of new VideoStream(track)) {
      const now = Buffer.from(frame.data.buffer, frame.data.byteOffset, frame.data.byteLength).toString(
        'latin1',
      )
      if (now !== last) seen.moving++
      last = now
    }
  }
  const listen = async (track: RemoteTrack) => {
    for await (const { data: samples } of new AudioStream(track, 48_000, 1))
      seen.loudest = Math.max(seen.loudest, ...samples)
  }
  room.on(RoomEvent.TrackSubscribed, (track, _publication, who) => {
    seen.people.add(who.identity)
    void (track.kind === TrackKind.KIND_VIDEO ? look(track) : listen(track))
  })
  room.on(RoomEvent.ParticipantDisconnected, (who) => void seen.people.delete(who.identity))
  await room.connect(granted.url, granted.token, { autoSubscribe: true, dynacast: true })
  world.onStop(() => room.disconnect())
  return seen
}

test('speakers with moving pictures and voices, who do what the chair says, come back when killed and go when told', async () => {
  const { session, chair, people } = await createHall(world)
  const call = async (type: Parameters<typeof chair.call>[0], input: object) =>
    expect(await chair.call(type, { session, ...input } as never)).toMatchObject({ ok: true })
  const panel = [people.panellist, people.moderator]
  for (const { id } of panel) await call('stage:bringOnAir', { person: id })
  const said: string[] = []
  const bots = startBots({
    speakers: panel.map(({ id }) => ({ session, person: id, name: 'Ann Bot', organisation: 'Bots' })),
    admit: world.app.admitToStage,
    media: world.app.media,
    say: (line) => void said.push(line),
  })
  world.onStop(() => bots.stop())
  await until('LiveKit is up', () => world.app.media?.status() === 'ok', 300_000)
  expect(bots.pid()).toBeUndefined() // nobody is heard before it is live
  await call('stage:setState', { state: 'live', base: 0 })
  const seen = await watch(session, people.audience.id)
  await until('moving pictures', () => seen.moving > 5, 15_000)
  await until('and a voice', () => seen.loudest > 3_000, 40_000)
  expect(seen.people.size).toBe(2)

  const room = `${session}:stage`
  const sending = async (person: string) =>
    (await world.app.media?.participants(room))?.find((it) => it.identity.startsWith(person))?.sending ?? []
  await call('stage:stop', { person: people.panellist.id, source: 'camera', on: true })
  await until('no picture', async () => !(await sending(people.panellist.id)).includes('camera'), 10_000)
  await call('stage:stop', { person: people.panellist.id, source: 'camera', on: false })
  await until('a picture again', async () => (await sending(people.panellist.id)).includes('camera'), 15_000)

  const first = bots.pid()
  process.kill(first ?? 0, 'SIGKILL')
  await until('started again', () => bots.pid() !== undefined && bots.pid() !== first, 15_000)
  const before = seen.moving
  await until('pictures move again', () => seen.moving > before + 20, 30_000)
  await bots.stop()
  await until('gone', async () => (await sending(people.moderator.id)).length === 0, 5_000)
  expect(said).toEqual([])
}, 180_000)
