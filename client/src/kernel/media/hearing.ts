import { RoomEvent, Track, VideoQuality } from 'livekit-client'
import type { RemoteParticipant, RemoteTrack, RemoteTrackPublication, Room } from 'livekit-client'
import { personOfIdentity } from '@rostrum/shared/features/stage/stage.contract.ts'
import { isWanted } from './ladder.ts'
import type { Ladder } from './types.ts'

/** One room's subscriptions: by rule, never "everything", so that languages can be chosen from the same room later. */
export interface Hearing {
  apply(ladder: Ladder): void
  setVolume(volume: number): void
  /** Whoever speaks, or spoke last. */
  speaker(): string | undefined
  /** Bits per second that come. */
  bitrate(): number
}

export function createHearing(room: Room): Hearing {
  let ladder: Ladder = 'full'
  let volume = 1
  let lastSpeaker: string | undefined

  function apply(next: Ladder = ladder): void {
    ladder = next
    const all = [...room.remoteParticipants.values()].flatMap((who) =>
      [...who.trackPublications.values()].map((it) => ({ who, it })),
    )
    const someScreen = all.some(({ it }) => it.source === Track.Source.ScreenShare && !it.isMuted)
    const me = personOfIdentity(room.localParticipant.identity)
    for (const { who, it } of all) {
      const isSound = it.kind === Track.Kind.Audio
      // My own voice from another device of mine would only be an echo.
      if (isSound && personOfIdentity(who.identity) === me) it.setSubscribed(false)
      else choose(it, ladder, { someScreen, isOfSpeaker: who.identity === speakerOrFirst() })
    }
  }

  function speakerOrFirst(): string | undefined {
    if (lastSpeaker !== undefined && room.remoteParticipants.has(lastSpeaker)) return lastSpeaker
    return [...room.remoteParticipants.values()].find((it) => it.videoTrackPublications.size > 0)?.identity
  }

  function subscribed(track: RemoteTrack, who: RemoteParticipant): void {
    if (track.kind === Track.Kind.Audio) {
      track.attach()
      who.setVolume(volume)
    }
    apply()
  }

  room
    .on(RoomEvent.TrackPublished, () => apply())
    .on(RoomEvent.TrackUnpublished, () => apply())
    .on(RoomEvent.Connected, () => apply())
    .on(RoomEvent.Reconnected, () => apply())
    .on(RoomEvent.TrackSubscribed, (track, _publication, who) => subscribed(track, who))
    .on(RoomEvent.TrackUnsubscribed, (track) => {
      for (const element of track.detach()) if (track.kind === Track.Kind.Audio) element.remove()
    })
    .on(RoomEvent.ActiveSpeakersChanged, ([loudest]) => {
      if (!loudest || loudest.identity === lastSpeaker) return
      lastSpeaker = loudest.identity
      if (ladder === 'saver') apply()
    })

  return {
    apply,
    speaker: () => lastSpeaker,
    setVolume(next) {
      volume = next
      for (const who of room.remoteParticipants.values()) who.setVolume(next)
    },
    bitrate: () =>
      [...room.remoteParticipants.values()]
        .flatMap((who) => [...who.trackPublications.values()])
        .reduce((sum, { track }) => sum + (track?.currentBitrate ?? 0), 0),
  }
}

function choose(
  it: RemoteTrackPublication,
  ladder: Ladder,
  { someScreen, isOfSpeaker }: { readonly someScreen: boolean; readonly isOfSpeaker: boolean },
): void {
  if (ladder === 'text') return it.setSubscribed(false)
  const kind = it.kind === Track.Kind.Audio ? 'sound' : 'picture'
  const isScreen = it.source === Track.Source.ScreenShare
  const wanted = isWanted(ladder, { kind, isScreen, isOfSpeaker }, someScreen)
  if (wanted) it.setSubscribed(true)
  if (!it.isSubscribed) return
  // Kept, but not sent: switching it on again takes no new agreement between browser and server.
  it.setEnabled(wanted)
  if (kind === 'picture') it.setVideoQuality(ladder === 'saver' ? VideoQuality.LOW : VideoQuality.HIGH)
}
