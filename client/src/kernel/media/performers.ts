import { ConnectionQuality, Track } from 'livekit-client'
import type { LocalTrack, Participant, RemoteTrack, Room, TrackPublication } from 'livekit-client'
import { personOfIdentity } from '@rostrum/shared/features/stage/stage.contract.ts'
import type { Source } from '@rostrum/shared/features/stage/stage.contract.ts'
import type { ConnectionGrade, Performer, Picture } from './types.ts'

/** LiveKit's room as a list of people: who sends something, in the order they came. */
export function performersIn(room: Room): Performer[] {
  return [room.localParticipant, ...room.remoteParticipants.values()]
    .filter((it) => it.trackPublications.size > 0)
    .toSorted((a, b) => joinedAt(a) - joinedAt(b) || (a.identity < b.identity ? -1 : 1))
    .map((it) => ({
      id: personOfIdentity(it.identity),
      identity: it.identity,
      name: it.name ?? '',
      role: it.attributes['role'] ?? '',
      isMe: it.isLocal,
      isSpeaking: it.isSpeaking,
      grade: gradeOf(it.connectionQuality),
      microphone: microphoneOf(it),
      camera: pictureOf(it.getTrackPublication(Track.Source.Camera)),
      screen: pictureOf(it.getTrackPublication(Track.Source.ScreenShare)),
    }))
}

const joinedAt = (it: Participant): number => it.joinedAt?.getTime() ?? 0

const grades: Readonly<Record<ConnectionQuality, ConnectionGrade>> = {
  [ConnectionQuality.Excellent]: 'excellent',
  [ConnectionQuality.Good]: 'good',
  [ConnectionQuality.Poor]: 'poor',
  [ConnectionQuality.Lost]: 'lost',
  [ConnectionQuality.Unknown]: 'unknown',
}
export const gradeOf = (quality: ConnectionQuality): ConnectionGrade => grades[quality]

function microphoneOf(it: Participant): Performer['microphone'] {
  const publication = it.getTrackPublication(Track.Source.Microphone)
  if (!publication) return undefined
  return publication.isMuted ? 'muted' : 'on'
}

function pictureOf(publication: TrackPublication | undefined): Picture | undefined {
  const track = publication?.videoTrack
  if (!publication || !track || publication.isMuted || !publication.isEnabled) return undefined
  const { width, height } = publication.dimensions ?? { width: 0, height: 0 }
  return {
    id: publication.trackSid,
    ratio: height > 0 ? width / height : null,
    isPaused: track.streamState === Track.StreamState.Paused,
    attach: attachOf(track),
  }
}

const attachments = new WeakMap<LocalTrack | RemoteTrack, Picture['attach']>()

/** The same function for the same track, so that a picture is not taken off and hung up again at every change. */
function attachOf(track: LocalTrack | RemoteTrack): Picture['attach'] {
  const known = attachments.get(track)
  if (known) return known
  const attach: Picture['attach'] = (element) => {
    track.attach(element)
    return () => void track.detach(element)
  }
  attachments.set(track, attach)
  return attach
}

/** My own picture, whether it is sent or not. */
export const ownPicture = (track: LocalTrack | undefined): Picture | undefined =>
  track && {
    id: track.mediaStreamTrack.id,
    ratio: null,
    isPaused: false,
    attach: attachOf(track),
  }

const numberOf: Readonly<Record<Source, number>> = { camera: 1, microphone: 2, screen: 3 } // LiveKit's TrackSource

/** What the server lets me send in this room now. */
export function mayPublishIn(room: Room): Source[] {
  const { permissions } = room.localParticipant
  if (!permissions?.canPublish) return []
  const only = permissions.canPublishSources
  return (['microphone', 'camera', 'screen'] as const).filter(
    (it) => only.length === 0 || only.some((one) => Number(one) === numberOf[it]),
  )
}
