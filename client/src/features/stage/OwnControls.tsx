import { FormattedMessage, useIntl } from 'react-intl'
import type { Source } from '@rostrum/shared/features/stage/stage.contract.ts'
import type { SessionId } from '@rostrum/shared/kernel/fields.ts'
import { useSlice } from '#kernel/live.ts'
import { useMe } from '#kernel/me.ts'
import type { OwnSource, StageMedia, StageMediaState } from '#kernel/media/types.ts'
import type { IconName } from '#ui/icons.ts'
import { showToast } from '#ui/toast.tsx'
import { BarButton } from './StageBar.tsx'
import { act } from './stage.actions.ts'
import { stageStore } from './stage.store.ts'

interface OwnControlsProps {
  readonly session: SessionId
  readonly media: StageMedia
  readonly now: StageMediaState
}

const marks: Readonly<Record<Source, readonly [on: IconName, off: IconName]>> = {
  microphone: ['mic', 'micoff'],
  camera: ['cam', 'camoff'],
  screen: ['monitor', 'monitor'],
}

/** Telephones cannot show their screen. */
const mayShow = typeof navigator !== 'undefined' && 'getDisplayMedia' in (navigator.mediaDevices ?? {})
const offered: readonly Source[] = mayShow ? ['microphone', 'camera', 'screen'] : ['microphone', 'camera']

/** My microphone, camera and screen: switched by me, taken by the chair if need be. */
export function OwnControls({ session, media, now }: OwnControlsProps) {
  const { formatMessage } = useIntl()
  const me = useMe()
  const mine = useSlice(stageStore, 'person', me.id).stages.find((it) => it.id === session)
  const sharing = useSlice(stageStore, 'session', session).sharing

  async function share(on: boolean): Promise<void> {
    const refused = await act('stage:share', { session, on })
    if (refused)
      showToast(formatMessage({ id: `stage.share.${refused === 'conflict' ? 'taken' : 'refused'}` }))
    else await media.set('screen', on)
  }

  const toggle = (source: Source, on: boolean) =>
    source === 'screen' && sharing !== me.id && on ? share(on) : media.set(source, on)

  return (
    <>
      {offered.map((source) => {
        const isOn = now.own[source].state === 'on'
        const isStopped = mine?.stopped.some((it) => it.source === source) ?? false
        return (
          <BarButton
            key={source}
            icon={marks[source][isOn ? 0 : 1]}
            pressed={isOn}
            className="ctl__b--on"
            label={
              <FormattedMessage id={isStopped ? `stage.own.${source}.stopped` : `stage.own.${source}`} />
            }
            onPress={() => void toggle(source, !isOn)}
          />
        )
      })}
      <SourceProblems own={now.own} />
    </>
  )
}

/** What the browser refused, and what to do about it. */
export function SourceProblems({ own }: { readonly own: StageMediaState['own'] }) {
  const failed = (Object.entries(own) as [Source, OwnSource][]).flatMap(([source, it]) =>
    it.state === 'failed' ? [{ source, why: it.why }] : [],
  )
  if (failed.length === 0) return null
  return (
    <p className="stage__problem" role="alert">
      {failed.map(({ source, why }) => (
        <span key={source}>
          <FormattedMessage id={`stage.problem.${source}.${why}`} />{' '}
        </span>
      ))}
    </p>
  )
}
