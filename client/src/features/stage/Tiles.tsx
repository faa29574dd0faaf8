import type { ReactNode } from 'react'
import { FormattedMessage, useIntl } from 'react-intl'
import type { SessionId } from '@rostrum/shared/kernel/fields.ts'
import { useSlice } from '#kernel/live.ts'
import type { RoomView } from '#kernel/media/types.ts'
import { Hemicycle } from '#ui/Hemicycle.tsx'
import { Tile } from './Tile.tsx'
import { arrange, withQuiet } from './stage.layout.ts'
import type { Layout, Placed } from './stage.layout.ts'
import { stageStore } from './stage.store.ts'

interface TilesProps {
  readonly room: RoomView
  readonly layout: Layout
  readonly session: SessionId
  /** Sound only: faces stand still, and say so. */
  readonly soundOnly?: boolean
  readonly children?: ReactNode
}

/** A strip with more faces than this helps nobody; the rest are counted. */
const stripMax = 12

/** The speaker large, the others beside; or all alike. */
export function Tiles({ session, room, layout, soundOnly = false, children }: TilesProps) {
  const { formatMessage } = useIntl()
  const { state, onAir, spotlight } = useSlice(stageStore, 'session', session)
  const performers = state === 'live' ? withQuiet(room.performers, onAir) : room.performers
  const { main, others } = arrange({ performers, speaker: room.speaker }, { layout, spotlight })
  const key = ({ performer, isScreen }: Placed) => `${performer.identity}${isScreen ? ' screen' : ''}`
  if (!main && others.length === 0) return <NobodyThere>{children}</NobodyThere>
  return (
    <div
      className={main ? 'tiles' : 'tiles tiles--grid'}
      data-others={Math.min(others.length, stripMax)}
      data-sound-only={soundOnly || undefined}
      role="group"
      aria-label={formatMessage({ id: 'stage.pictures' })}
    >
      {main && <Tile key={key(main)} {...main} isMain />}
      {others.slice(0, stripMax).map((it) => (
        <Tile key={key(it)} {...it} />
      ))}
      {children}
    </div>
  )
}

function NobodyThere({ children }: { readonly children: ReactNode }) {
  return (
    <div className="smsg stage__fill">
      <Hemicycle />
      <p className="h-serif">
        <FormattedMessage id="stage.nobody" />
      </p>
      <p className="sm">
        <FormattedMessage id="stage.nobodyText" />
      </p>
      {children}
    </div>
  )
}
