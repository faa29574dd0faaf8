import { useEffect, useRef } from 'react'
import { FormattedMessage } from 'react-intl'
import type { Performer, Picture } from '#kernel/media/types.ts'
import { Avatar } from '#ui/Avatar.tsx'
import { Icon } from '#ui/Icon.tsx'

interface TileProps {
  readonly performer: Performer
  readonly picture: Picture | undefined
  readonly isMain?: boolean
  readonly isScreen?: boolean
}

/** One person, or what they show: never without a name, and never without a face to stand for a missing picture. */
export function Tile({ performer, picture, isMain = false, isScreen = false }: TileProps) {
  const speaks = performer.isSpeaking && !isScreen
  const classes = [
    'vid',
    isMain ? 'vid--main' : 'vid--side',
    speaks && 'vid--speaking',
    isScreen && 'vid--screen',
  ]
  return (
    <div className={classes.filter(Boolean).join(' ')} data-performer={performer.identity}>
      {picture ? (
        <Video picture={picture} mirrored={performer.isMe && !isScreen} />
      ) : (
        <div className="vid__none">
          <Avatar name={performer.name} size={isMain ? 'xl' : 'lg'} />
        </div>
      )}
      <div className="vid__name">
        {isScreen ? <ScreenPlate of={performer} /> : <NamePlate of={performer} />}
      </div>
    </div>
  )
}

const ScreenPlate = ({ of }: { readonly of: Performer }) => (
  <span className="clip" dir="auto">
    <FormattedMessage id="stage.screenOf" values={{ name: of.name }} />
  </span>
)

function NamePlate({ of }: { readonly of: Performer }) {
  const isMuted = of.microphone === 'muted'
  return (
    <>
      {of.microphone !== undefined && <Icon name={isMuted ? 'micoff' : 'mic'} size="sm" />}
      {isMuted && (
        <span className="sr-only">
          <FormattedMessage id="stage.muted" />
        </span>
      )}
      {/* No <bdi> inside a cut name: `auto` does not look into it. */}
      <span className="clip" dir="auto">
        {of.isMe ? <FormattedMessage id="stage.you" /> : of.name}
      </span>
      <RoleMark role={of.role} />
    </>
  )
}

const roles = new Set(['chair', 'moderator', 'interpreter', 'signer', 'guest'])

function RoleMark({ role }: { readonly role: string }) {
  if (!roles.has(role)) return null
  return (
    <small>
      <FormattedMessage id={`stage.role.${role}`} />
    </small>
  )
}

export function Video({
  picture,
  mirrored = false,
}: {
  readonly picture: Picture
  readonly mirrored?: boolean
}) {
  const ref = useRef<HTMLVideoElement>(null)
  const { attach } = picture
  useEffect(() => (ref.current ? attach(ref.current) : undefined), [attach])
  return (
    // Its sound comes from the microphone's own track; captions of live speech are a feature of their own.
    // oxlint-disable-next-line jsx-a11y/media-has-caption
    <video
      ref={ref}
      className={mirrored ? 'vid__pic vid__pic--mirrored' : 'vid__pic'}
      autoPlay
      playsInline
      muted
    />
  )
}
