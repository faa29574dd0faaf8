import { AccessToken, TrackSource } from 'livekit-server-sdk'
import type { ParticipantInfo, VideoGrant } from 'livekit-server-sdk'
import type { MediaJoin, MediaParticipant, MediaRights, MediaSource } from '#kernel/media.ts'
import type { Keys } from './place.ts'

/** A token admits for this long; what its holder may do afterwards is decided by us at any moment, not by the token. */
const tokenSeconds = 300
/** A room without anybody in it outlives the tokens for it: else somebody would be let in to a room that has just gone. */
export const emptyRoomSeconds = tokenSeconds + 60

const sourcesOf: Readonly<Record<MediaSource, readonly TrackSource[]>> = {
  microphone: [TrackSource.MICROPHONE],
  camera: [TrackSource.CAMERA],
  screen: [TrackSource.SCREEN_SHARE, TrackSource.SCREEN_SHARE_AUDIO],
}
const all = Object.keys(sourcesOf) as MediaSource[]

// LiveKit takes an empty list for "any source": without one, canPublish says no.
const publishing = ({ publish }: MediaRights) => ({
  canPublish: publish.length > 0,
  canPublishSources: publish.flatMap((it) => sourcesOf[it]),
})

/** What is not said is allowed by LiveKit, so everything is said. */
export function mint({ key, secret }: Keys, join: MediaJoin): Promise<string> {
  const grant: VideoGrant = {
    roomJoin: true,
    room: join.room,
    canSubscribe: true,
    ...publishing(join),
    canPublishData: false,
    canUpdateOwnMetadata: false,
    canSubscribeMetrics: false,
    hidden: join.hidden,
  }
  const token = new AccessToken(key, secret, {
    identity: join.identity,
    name: join.name,
    ttl: tokenSeconds,
    attributes: { ...join.attributes },
  })
  token.addGrant(grant)
  return token.toJwt()
}

/** The whole permission: LiveKit replaces what was. */
export const permissionOf = (rights: MediaRights) => ({
  canSubscribe: true,
  ...publishing(rights),
  canPublishData: false,
  canUpdateMetadata: false,
  canSubscribeMetrics: false,
  hidden: rights.hidden,
})

export function participantOf(info: ParticipantInfo): MediaParticipant {
  const { permission } = info
  const sending = new Set(info.tracks.map((it) => it.source))
  const allowed = (it: MediaSource) =>
    sourcesOf[it].every((one) => permission?.canPublishSources.includes(one))
  return {
    identity: info.identity,
    hidden: permission?.hidden ?? false,
    publish: permission?.canPublish
      ? all.filter((it) => permission.canPublishSources.length === 0 || allowed(it))
      : [],
    sending: all.filter((it) => sourcesOf[it].some((one) => sending.has(one))),
  }
}
