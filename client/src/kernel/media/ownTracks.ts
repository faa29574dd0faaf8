import {
  MediaDeviceFailure,
  createAudioAnalyser,
  createLocalAudioTrack,
  createLocalScreenTracks,
  createLocalVideoTrack,
} from 'livekit-client'
import type { LocalAudioTrack, LocalTrack } from 'livekit-client'
import type { Source } from '@rostrum/shared/features/stage/stage.contract.ts'
import type { OwnSource } from './types.ts'

export interface OwnTracks {
  readonly states: Readonly<Record<Source, OwnSource>>
  readonly tracks: Readonly<Record<Source, readonly LocalTrack[]>>
  set(source: Source, on: boolean): Promise<void>
  useDevice(kind: 'audioinput' | 'videoinput', id: string): Promise<void>
  level(): number
  stop(): void
}

const failures: Readonly<Record<MediaDeviceFailure, 'denied' | 'missing' | 'in_use' | 'other'>> = {
  [MediaDeviceFailure.PermissionDenied]: 'denied',
  [MediaDeviceFailure.NotFound]: 'missing',
  [MediaDeviceFailure.DeviceInUse]: 'in_use',
  [MediaDeviceFailure.Other]: 'other',
}

/** My microphone, camera and screen: they run here, and rooms only borrow them. */
export function createOwnTracks(onChange: () => void): OwnTracks {
  const states = each<OwnSource>({ state: 'off' })
  const tracks = each<readonly LocalTrack[]>([])
  const wanted = each(false)
  const device: Devices = {}
  let meter: ReturnType<typeof createAudioAnalyser> | undefined

  function tell(source: Source, state: OwnSource): void {
    states[source] = state
    onChange()
  }

  async function start(source: Source): Promise<void> {
    tell(source, { state: 'starting' })
    try {
      const opened = await open(source, device)
      if (!wanted[source]) return stopAll(opened) // switched off while the browser was asking
      for (const it of opened) it.mediaStreamTrack.addEventListener('ended', () => stop(source))
      tracks[source] = opened
      if (source === 'microphone') meter = createAudioAnalyser(opened[0] as LocalAudioTrack)
      tell(source, { state: 'on' })
    } catch (error) {
      wanted[source] = false
      const failure = MediaDeviceFailure.getFailure(error) ?? MediaDeviceFailure.Other
      tell(source, { state: 'failed', why: failures[failure] })
    }
  }

  function stop(source: Source): void {
    wanted[source] = false
    const old = tracks[source]
    tracks[source] = []
    if (source === 'microphone') {
      void meter?.cleanup()
      meter = undefined
    }
    tell(source, { state: 'off' })
    stopAll(old)
  }

  return {
    states,
    tracks,
    level: () => meter?.calculateVolume() ?? 0,
    async set(source, on) {
      if (wanted[source] === on) return
      wanted[source] = on
      const [microphone] = tracks.microphone
      // Muted it stays open and sent, as silence: else the first words after it would be lost.
      if (source === 'microphone' && microphone) {
        await (on ? microphone.unmute() : microphone.mute())
        return tell(source, { state: on ? 'on' : 'off' })
      }
      if (on) await start(source)
      else stop(source)
    },
    async useDevice(kind, id) {
      device[kind] = id
      const [track] = tracks[kind === 'audioinput' ? 'microphone' : 'camera']
      if (track) await (track as LocalAudioTrack).setDeviceId({ exact: id })
      onChange()
    },
    stop: () => (['microphone', 'camera', 'screen'] as const).forEach(stop),
  }
}

const each = <T>(value: T): Record<Source, T> => ({ microphone: value, camera: value, screen: value })

interface Devices {
  audioinput?: string
  videoinput?: string
}

async function open(source: Source, { audioinput, videoinput }: Devices): Promise<LocalTrack[]> {
  const own = (id: string | undefined) => (id === undefined ? {} : { deviceId: { exact: id } })
  if (source === 'screen') return createLocalScreenTracks({ audio: true })
  const opened = await (source === 'camera'
    ? createLocalVideoTrack(own(videoinput))
    : createLocalAudioTrack(own(audioinput)))
  return [opened as LocalTrack] // LiveKit's own types do not agree about `processor?: undefined`
}

function stopAll(list: readonly LocalTrack[]): void {
  for (const it of list) it.stop()
}
