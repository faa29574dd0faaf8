import { useEffect } from 'react'
import type { ReactNode } from 'react'
import { FormattedMessage, useIntl } from 'react-intl'
import { Link } from 'react-router'
import { channelId } from '@rostrum/shared/kernel/channel.ts'
import type { PersonId, SessionId } from '@rostrum/shared/kernel/fields.ts'
import { useChannel, useSlice } from '#kernel/live.ts'
import type { RoomView } from '#kernel/media/types.ts'
import { useMaybeMe } from '#kernel/me.ts'
import { Avatar } from '#ui/Avatar.tsx'
import { Button } from '#ui/Button.tsx'
import { Icon } from '#ui/Icon.tsx'
import { LiveMark } from '#ui/marks.tsx'
import { Video } from './Tile.tsx'
import { arrange } from './stage.layout.ts'
import { leaveStage, useStageMedia } from './stage.media.ts'
import { stageStore } from './stage.store.ts'
import { useSoundWithClick } from './useSoundWithClick.ts'
import './mini.css'

interface MiniPlayerProps {
  readonly session: SessionId
  readonly title: ReactNode
  /** The session's page. */
  readonly to: string
}

/** A session goes on while other pages are read: its sound, a small picture, the way back, and the way out. */
export function MiniPlayer({ session, title, to }: MiniPlayerProps) {
  const { formatMessage } = useIntl()
  const of = useStageMedia(session)
  const media = of.state === 'in' ? of.media : undefined
  const room = of.state === 'in' ? of.now.stage : undefined
  const phase = useSlice(stageStore, 'session', session)
  const isOver = useIsOver(session, room)
  useSoundWithClick(media, of.state === 'in' && of.now.needsClick)
  useEffect(() => {
    if (isOver) leaveStage(session)
  }, [isOver, session])
  if (!room || isOver) return null
  return (
    <aside className="mini on-stage" aria-label={formatMessage({ id: 'stage.mini' })} data-region>
      <div className="mini__video vid" aria-hidden="true">
        {phase.state === 'live' && <SmallPicture room={room} spotlight={phase.spotlight} />}
      </div>
      <div className="grow">
        <p className="meta">
          <MiniState session={session} isPaused={phase.state === 'paused'} />
        </p>
        <p className="strong sm mini__title">
          <Link className="plain stretch" to={to}>
            {title}
          </Link>
        </p>
      </div>
      <Button
        kind="quiet"
        icon
        aria-label={formatMessage({ id: 'stage.mini.leave' })}
        onClick={() => leaveStage(session)}
      >
        <Icon name="x" />
      </Button>
    </aside>
  )
}

/** Nothing more will come: it has ended, one was taken out, or another device of mine has it now. */
function useIsOver(session: SessionId, room: RoomView | undefined): boolean {
  const channel = useChannel(channelId('session', session))
  const { state } = useSlice(stageStore, 'session', session)
  const isSignedOut = useMaybeMe() === undefined
  const isOpen = state === 'live' || state === 'paused'
  const line = room?.line.state
  return isSignedOut || line === 'away' || line === 'elsewhere' || (channel !== 'loading' && !isOpen)
}

function SmallPicture({ room, spotlight }: { readonly room: RoomView; readonly spotlight: string | null }) {
  const { main } = arrange(room, { layout: 'speaker', spotlight })
  if (!main) return null
  if (main.picture) return <Video key={main.performer.identity} picture={main.picture} />
  return (
    <div className="vid__none">
      <Avatar name={main.performer.name} size="sm" />
    </div>
  )
}

/** How it stands there; and above all, that this person is awaited. */
function MiniState({ session, isPaused }: { readonly session: SessionId; readonly isPaused: boolean }) {
  const me = useMaybeMe()
  const { invitations } = useSlice(stageStore, 'person', me?.id ?? ('' as PersonId))
  if (invitations.some((it) => it.id === session)) return <FormattedMessage id="stage.mini.invited" />
  return isPaused ? <FormattedMessage id="stage.paused" /> : <LiveMark />
}
