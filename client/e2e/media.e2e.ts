import fs from 'node:fs'
import { expect, test } from 'vitest'
import { startJourney } from './journey.ts'
import { openMediaPage } from './mediaPage.ts'
import type { MediaPage } from './mediaPage.ts'
import { hears, hearsOnly, receives, receivesNothing, until } from './measure.ts'

const session = 'demo-preparing'
const speaker = 'demo-panellist'
const { enter, command, versionOf } = await startJourney()

const join = async (who: string, backstage = false): Promise<MediaPage> =>
  openMediaPage(await enter(who), { session, backstage })
const direct = (verb: string, input: object) => command('moderator', `stage.${verb}`, { session, ...input })
const setState = async (state: string, more: object = {}) =>
  direct('setState', { state, base: await versionOf('stages', session), ...more })

const silence = (it: MediaPage) => receivesNothing(it.page)
const sound = (it: MediaPage) => hears(it.page)
const soundOnly = (it: MediaPage) => hearsOnly(it.page)
const isMoving = ({ frames }: { readonly frames: number }) => frames > 2
const picture = async ({ page }: MediaPage) => isMoving(await receives(page, 500, isMoving))
const connected = async (it: MediaPage) => (await it.state()).stage.line.state === 'connected'

test('nobody hears or sees a speaker but while the stage is live, and the speaker meanwhile is backstage', async () => {
  const [panellist, chair, audience] = await Promise.all([
    join('panellist', true),
    join('moderator', true),
    join('attendee'),
  ])
  for (const it of [panellist, chair, audience]) await until('connected', () => connected(it))
  await panellist.page.evaluate(() => window.media.set('microphone', true))
  await panellist.page.evaluate(() => window.media.set('camera', true))
  await direct('bringOnAir', { person: speaker })

  await until('the chair sees them backstage', () => picture(chair))
  await until('and hears them', () => sound(chair))
  expect(await silence(audience)).toBe(true)
  expect((await audience.state()).stage.performers).toEqual([])

  await setState('live', { countdown: 3 })
  expect((await panellist.state()).isOnAir).toBe(false)
  const firstMs = await until('the audience sees them', () => picture(audience))
  await until('the audience hears them', () => sound(audience))
  const seen = (await audience.state()).stage.performers
  expect(seen).toMatchObject([{ id: speaker, role: 'panellist', isMe: false, microphone: 'on' }])
  expect((await panellist.state()).isOnAir).toBe(true)
  expect((await audience.state()).backstage).toBeUndefined()
  process.stdout.write(`first picture ${firstMs} ms after the countdown of 3 s was set\n`)

  await setState('paused')
  await until('silence', () => silence(audience))
  await until('backstage again', () => picture(chair))
  await setState('live')
  await until('again', () => picture(audience))

  await audience.page.evaluate(() => window.media.choose('audio'))
  await until('no picture, but sound', () => soundOnly(audience))
  await audience.page.evaluate(() => window.media.choose('text'))
  await until('nothing', () => silence(audience))
  await audience.page.evaluate(() => window.media.choose('full'))
  await until('everything', async () => (await picture(audience)) && (await sound(audience)))
  await until('and what it takes is shown', async () => (await audience.state()).kbits > 10)

  await direct('stop', { person: speaker, source: 'camera', on: true })
  await until('sound only', () => soundOnly(audience))
  await direct('stop', { person: speaker, source: 'camera', on: false })
  // From backstage, where it went meanwhile, to the stage: LiveKit would be waited for ten seconds for the same track.
  await until('and picture', () => picture(audience), 5_000)

  await direct('takeOffAir', { person: speaker })
  await until('off air', () => silence(audience))
  await until('backstage', () => picture(chair))
  // There is no page here, and so no icon of it.
  const problems = [panellist, chair, audience].flatMap((it) => it.problems())
  expect(problems.filter((it) => !it.includes('404'))).toEqual([])
}, 240_000)

test('somebody of the audience speaks when asked, and is silent when sent back', async () => {
  const [guest, other] = await Promise.all([join('attendee'), join('organiser')])
  await until('connected', () => connected(guest))
  await guest.page.evaluate(() => window.media.set('microphone', true))
  expect(await silence(other)).toBe(true)
  await direct('invite', { person: 'demo-attendee' })
  await command('attendee', 'stage.answerInvitation', { session, accept: true, base: 1 })
  await until('heard', () => sound(other))
  await direct('takeOffAir', { person: 'demo-attendee' })
  await until('silent', () => silence(other))
}, 120_000)

test('LiveKit is killed: the page says so, and picture and sound come back by themselves', async () => {
  const [panellist, audience] = await Promise.all([join('panellist', true), join('attendee')])
  await direct('bringOnAir', { person: speaker })
  for (const source of ['microphone', 'camera'] as const)
    await panellist.page.evaluate((it) => window.media.set(it, true), source)
  await until('seen', () => picture(audience))
  process.kill(await livekitOf(audience), 'SIGKILL')
  const line = async (it: MediaPage) => (await it.state()).stage.line.state
  await until('it says so', async () => (await line(audience)) === 'reconnecting')
  const backMs = await until('picture', () => picture(audience), 30_000)
  await until('sound', () => sound(audience), 15_000)
  expect(await line(audience)).toBe('connected')
  expect((await audience.state()).stage.performers).toHaveLength(1)
  process.stdout.write(`picture back ${backMs} ms after it was missed\n`)
}, 120_000)

/** The process that serves this page: the one with this port in its configuration. */
async function livekitOf(it: MediaPage): Promise<number> {
  const granted = await it.page.evaluate(async (id) => {
    const body = JSON.stringify({ room: 'stage', device: 'nobody' })
    const headers = { 'content-type': 'application/json' }
    return (await (await fetch(`/api/stage/${id}/token`, { method: 'POST', headers, body })).json()) as {
      url: string
    }
  }, session)
  for (const pid of fs.readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    const [program = '', flag, file = ''] = read(`/proc/${pid}/cmdline`).split('\0')
    if (!program.endsWith('livekit-server') || flag !== '--config') continue
    if ((JSON.parse(read(file)) as { port: number }).port === Number(new URL(granted.url).port))
      return Number(pid)
  }
  throw new Error('no LiveKit at this port')
}
function read(file: string): string {
  try {
    return fs.readFileSync(file, 'utf8')
  } catch {
    return '{}' // it has just ended
  }
}
