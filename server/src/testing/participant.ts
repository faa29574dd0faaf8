import {
  AudioFrame,
  AudioSource,
  LocalAudioTrack,
  Room,
  RoomEvent,
  TrackPublishOptions,
  TrackSource,
} from '@livekit/rtc-node'
import type { TokenGranted } from '@rostrum/shared/features/stage/stage.contract.ts'
import type { Media } from '#kernel/media.ts'

const rate = 48_000
/** Long after whoever may send has been answered, on a machine that is not busy. */
export const refusedMs = 1_500

/** Somebody in a room of the media server, with LiveKit's own client: what it hears is what anyone would. */
export async function createParticipant(
  granted: TokenGranted,
  room: string,
  { media, onStop }: { readonly media: Pick<Media, 'participants'>; onStop(stop: () => Promise<void>): void },
) {
  const client = new Room()
  const heard = new Set<string>()
  let isOut = false
  client.on(RoomEvent.TrackSubscribed, (_track, _publication, who) => void heard.add(who.identity))
  client.on(RoomEvent.TrackUnsubscribed, (_track, _publication, who) => void heard.delete(who.identity))
  client.on(RoomEvent.ParticipantDisconnected, (who) => void heard.delete(who.identity))
  client.on(RoomEvent.Disconnected, () => {
    isOut = true
  })
  await client.connect(granted.url, granted.token, { autoSubscribe: true, dynacast: false })
  const source = new AudioSource(rate, 1)
  onStop(async () => {
    if (!isOut) await client.disconnect()
    await source.close()
  })

  return {
    isOut: () => isOut,
    sees: (identity: string) => client.remoteParticipants.has(identity),
    hears: (identity: string) => heard.has(identity),
    /** As the media server has it. */
    async mayPublish() {
      const me = (await media.participants(room)).find((it) => it.identity === granted.identity)
      return (me?.publish.length ?? 0) > 0
    },
    /**
     * Tries to send a tone. LiveKit gives one that is not allowed neither an error nor an answer, and its client waits
     * for it from then on: whoever was refused cannot try again, and is known by an answer that has not come by the limit.
     */
    async publishTone(limitMs = 15_000): Promise<boolean> {
      const track = LocalAudioTrack.createAudioTrack('microphone', source)
      const options = new TrackPublishOptions({ source: TrackSource.SOURCE_MICROPHONE })
      const published = client.localParticipant?.publishTrack(track, options).then(
        () => true,
        () => false,
      )
      const isSent = await Promise.race([published, after(limitMs)])
      if (isSent) void source.captureFrame(tone()).catch(() => {})
      return isSent ?? false
    },
  }
}

const after = (ms: number) => new Promise<false>((resolve) => setTimeout(() => resolve(false), ms))

function tone(): AudioFrame {
  const samples = Int16Array.from(
    { length: rate / 50 },
    (_, i) => 6_000 * Math.sin((2 * Math.PI * 440 * i) / rate),
  )
  return new AudioFrame(samples, rate, 1, samples.length)
}
