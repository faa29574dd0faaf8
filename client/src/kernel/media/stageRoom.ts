import { Room, RoomEvent } from 'livekit-client'
import type { TokenGranted, TokenRequest } from '@rostrum/shared/features/stage/stage.contract.ts'
import type { SessionId } from '@rostrum/shared/kernel/fields.ts'
import { postJson } from '../http.ts'
import { createHearing } from './hearing.ts'
import type { Hearing } from './hearing.ts'
import { mayPublishIn, performersIn } from './performers.ts'
import { openRoomLine } from './roomLine.ts'
import type { RoomLine } from './roomLine.ts'
import type { LineToMedia, RoomView } from './types.ts'

export interface StageRoom {
  readonly room: Room
  readonly line: RoomLine
  readonly hearing: Hearing
  view(): RoomView
}

export interface StageRoomOptions {
  readonly session: SessionId
  readonly part: TokenRequest['room']
  readonly device: string
  readonly audio: AudioContext | undefined
  readonly onChange: () => void
}

/** What LiveKit's own client tries before we do, with a new token. */
const ownTries = 8

/** Whatever of these happens, the screen may have to change. */
const events = [
  RoomEvent.ParticipantConnected,
  RoomEvent.ParticipantDisconnected,
  RoomEvent.TrackPublished,
  RoomEvent.TrackUnpublished,
  RoomEvent.TrackSubscribed,
  RoomEvent.TrackUnsubscribed,
  RoomEvent.TrackMuted,
  RoomEvent.TrackUnmuted,
  RoomEvent.TrackStreamStateChanged,
  RoomEvent.LocalTrackPublished,
  RoomEvent.LocalTrackUnpublished,
  RoomEvent.ActiveSpeakersChanged,
  RoomEvent.ConnectionQualityChanged,
  RoomEvent.ParticipantPermissionsChanged,
  RoomEvent.ParticipantAttributesChanged,
  RoomEvent.ParticipantNameChanged,
  RoomEvent.AudioPlaybackStatusChanged,
  RoomEvent.Connected,
  RoomEvent.Reconnected,
  RoomEvent.Disconnected,
] as const

/** One of a session's two rooms. */
export function joinRoom({ session, part, device, audio, onChange }: StageRoomOptions): StageRoom {
  const room = new Room({
    adaptiveStream: true,
    dynacast: true,
    webAudioMix: audio ? { audioContext: audio } : true, // iOS ignores `volume`
    reconnectPolicy: {
      nextRetryDelayInMs: ({ retryCount }) =>
        retryCount < ownTries ? Math.min(300 + 200 * retryCount, 2_000) : null,
    },
  })
  const hearing = createHearing(room)
  for (const event of events) room.on(event, onChange)
  let now: LineToMedia = { state: 'connecting' }
  const line = openRoomLine({
    room,
    ask: () => postJson<TokenGranted>(`/api/stage/${session}/token`, { room: part, device }),
    onLine(next) {
      now = next
      onChange()
    },
  })
  return {
    room,
    line,
    hearing,
    view: () => ({
      line: now,
      performers: now.state === 'connected' || now.state === 'reconnecting' ? performersIn(room) : [],
      speaker: hearing.speaker(),
      mayPublish: now.state === 'connected' ? mayPublishIn(room) : [],
    }),
  }
}
