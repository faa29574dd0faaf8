import { LocalAudioTrack, LocalVideoTrack, Track } from 'livekit-client'
import type { LocalTrack, Room } from 'livekit-client'

/**
 * What each copy was made of. A room is given a copy, a new one each time: when the same track comes a second time,
 * LiveKit waits until it has forgotten the first, and the client gives up after ten seconds (livekit/livekit#854).
 */
const origins = new WeakMap<LocalTrack, MediaStreamTrack>()

/** Sends exactly these tracks of mine in a room, muted as they are; they run on, whatever is sent. */
export async function sendIn(room: Room, wanted: readonly LocalTrack[]): Promise<void> {
  const { localParticipant } = room
  const sent = [...localParticipant.trackPublications.values()].flatMap((it) => it.track ?? [])
  const ownOf = (copy: LocalTrack) => wanted.find((own) => origins.get(copy) === own.mediaStreamTrack)
  const extra = sent.filter((copy) => !ownOf(copy))
  const missing = wanted.filter((own) => !sent.some((copy) => ownOf(copy) === own))
  await Promise.all(extra.map((copy) => localParticipant.unpublishTrack(copy, true)))
  await Promise.all(missing.map((own) => publish(room, own)))
  await Promise.all(sent.map((copy) => muteAs(ownOf(copy), copy)))
}

async function publish({ localParticipant }: Room, own: LocalTrack): Promise<void> {
  const copy = copyOf(own)
  try {
    await muteAs(own, copy)
    await localParticipant.publishTrack(copy, {
      simulcast: own.source === Track.Source.Camera,
      videoCodec: 'vp8',
      source: own.source,
    })
  } catch (error) {
    copy.stop()
    throw error
  }
}

function copyOf({ kind, source, mediaStreamTrack }: LocalTrack): LocalTrack {
  const clone = mediaStreamTrack.clone()
  const Copy = kind === Track.Kind.Audio ? LocalAudioTrack : LocalVideoTrack
  const copy = new Copy(clone, undefined, true) as LocalTrack // their own types do not agree about `processor?: undefined`
  copy.source = source
  origins.set(copy, mediaStreamTrack)
  return copy
}

async function muteAs(own: LocalTrack | undefined, copy: LocalTrack): Promise<void> {
  if (own && own.isMuted !== copy.isMuted) await (own.isMuted ? copy.mute() : copy.unmute())
}
