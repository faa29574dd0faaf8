import {
  LocalAudioTrack,
  LocalVideoTrack,
  Room,
  TrackPublishOptions,
  TrackSource,
  dispose,
} from '@livekit/rtc-node'
import type { LocalTrack } from '@livekit/rtc-node'
import { createPicture, size } from './bots.picture.ts'
import { createVoice } from './bots.voice.ts'
import type { Bot } from './bots.ts'

const publishLimitMs = 5_000
/** After this time what we send is known to the server. */
const settledMs = 3_000
const videoBitrate = 160_000n

/** Leaves nothing of LiveKit's client running. */
export const finish = (): Promise<void> => dispose()

type Sent = 'microphone' | 'camera'
interface Sending {
  readonly track: LocalTrack
  readonly since: number
  stop(): Promise<void>
}

/** One speaker: joins when it may, sends what it may, and does nothing else. */
export function createSpeaker(bot: Bot, order: number) {
  const make = sourcesFor(bot, order)
  const sending = new Map<Sent, Sending>()
  let room: Room | undefined
  let wanted: Bot | undefined
  let work: Promise<void> = Promise.resolve()

  async function follow(): Promise<void> {
    if (!wanted || wanted.sources.length === 0) return leave()
    // LiveKit's client does not say when the server takes a track; such a bot leaves, and comes in anew.
    if (room && (!room.isConnected || [...sending].some(([source, it]) => isTaken(source, it)))) await leave()
    const now = (room ??= await join(wanted))
    for (const source of ['camera', 'microphone'] as const)
      if (wanted.sources.includes(source) && !sending.has(source)) await send(now, source)
  }

  const isTaken = (source: Sent, { since }: Sending): boolean =>
    !wanted?.sources.includes(source) || (Date.now() - since > settledMs && !wanted.sent.includes(source))

  async function join({ url, token }: Bot): Promise<Room> {
    const joined = new Room()
    await joined.connect(url, token, { autoSubscribe: false, dynacast: true })
    return joined
  }

  async function send(to: Room, source: Sent): Promise<void> {
    const made = make[source]()
    sending.set(source, made)
    const published = to.localParticipant?.publishTrack(made.track, publishOptions[source])
    // LiveKit does not answer when the right was taken meanwhile: then this bot starts anew.
    if (!(await Promise.race([published, late(publishLimitMs)]))) throw new Error('not published')
  }

  async function stop(source: Sent): Promise<void> {
    const mine = sending.get(source)
    sending.delete(source)
    await mine?.stop()
  }

  async function leave(): Promise<void> {
    const left = room
    room = undefined
    await stop('camera')
    await stop('microphone')
    await left?.disconnect()
  }

  return {
    follow(bot: Bot | undefined) {
      wanted = bot
      // Half of a room is not worth keeping: whatever fails, the next word from our parent finds us outside.
      work = work.then(follow).catch(() => leave().catch(() => {}))
    },
    leave: () => work.then(leave),
  }
}

function sourcesFor({ name, organisation }: Bot, order: number): Readonly<Record<Sent, () => Sending>> {
  const voice = createVoice(order)
  return {
    camera() {
      const picture = createPicture({ name, organisation, order, isSpeaking: voice.isTalking })
      const track = LocalVideoTrack.createVideoTrack('camera', picture.source)
      return { track, since: Date.now(), stop: picture.stop }
    },
    microphone() {
      const track = LocalAudioTrack.createAudioTrack('microphone', voice.start())
      return { track, since: Date.now(), stop: voice.stop }
    },
  }
}

const publishOptions = {
  microphone: new TrackPublishOptions({ source: TrackSource.SOURCE_MICROPHONE, dtx: false, red: false }),
  camera: new TrackPublishOptions({
    source: TrackSource.SOURCE_CAMERA,
    simulcast: false,
    videoEncoding: { maxBitrate: videoBitrate, maxFramerate: size.fps },
  }),
} as const

const late = (ms: number) => new Promise<undefined>((resolve) => setTimeout(() => resolve(undefined), ms))
