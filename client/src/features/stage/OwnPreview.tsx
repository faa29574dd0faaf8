import { useEffect, useState } from 'react'
import type { CSSProperties } from 'react'
import { FormattedMessage, useIntl } from 'react-intl'
import type { StageMedia, StageMediaState } from '#kernel/media/types.ts'
import { Select } from '#ui/Field.tsx'
import { Video } from './Tile.tsx'

interface OwnPreviewProps {
  readonly media: StageMedia
  readonly now: StageMediaState
}

/** How others will see and hear me, and through which devices: only I see this. */
export function OwnPreview({ media, now }: OwnPreviewProps) {
  return (
    <div className="stack own">
      {now.myCamera && (
        <div className="vid own__picture">
          <Video picture={now.myCamera} mirrored />
          <div className="vid__name">
            <span className="clip">
              <FormattedMessage id="stage.onlyYou" />
            </span>
          </div>
        </div>
      )}
      {now.own.microphone.state === 'on' && <Level value={now.level} />}
      <div className="g2">
        <DeviceField kind="audioinput" media={media} />
        <DeviceField kind="videoinput" media={media} />
      </div>
    </div>
  )
}

function Level({ value }: { readonly value: number }) {
  const { formatMessage } = useIntl()
  const percent = Math.round(Math.min(1, value) * 100)
  return (
    <span
      className="lvl"
      role="meter"
      style={{ '--v': `${percent}%` } as CSSProperties}
      aria-label={formatMessage({ id: 'stage.level' })}
      aria-valuenow={percent}
      aria-valuemin={0}
      aria-valuemax={100}
    >
      <i />
    </span>
  )
}

/** Devices have names only once the browser was allowed to use one of their kind. */
function useDevices(kind: MediaDeviceKind): readonly MediaDeviceInfo[] {
  const [devices, setDevices] = useState<readonly MediaDeviceInfo[]>([])
  useEffect(() => {
    let isThere = true
    const look = () =>
      void navigator.mediaDevices?.enumerateDevices().then(
        (all) => isThere && setDevices(all.filter((it) => it.kind === kind && it.label !== '')),
        () => {},
      )
    look()
    navigator.mediaDevices?.addEventListener('devicechange', look)
    const soon = setInterval(look, 2_000) // a permission given later tells no event
    return () => {
      isThere = false
      clearInterval(soon)
      navigator.mediaDevices?.removeEventListener('devicechange', look)
    }
  }, [kind])
  return devices
}

function DeviceField({ kind, media }: { readonly kind: MediaDeviceKind; readonly media: StageMedia }) {
  const devices = useDevices(kind)
  if (devices.length < 2) return null
  return (
    <Select
      label={<FormattedMessage id={`stage.device.${kind}`} />}
      onChange={({ target }) => void media.useDevice(kind, target.value)}
    >
      {devices.map((it) => (
        <option key={it.deviceId} value={it.deviceId}>
          {it.label}
        </option>
      ))}
    </Select>
  )
}
