import type { ReactNode } from 'react'
import { FormattedMessage, useIntl } from 'react-intl'
import { Link } from 'react-router'
import { isBackstage } from '@rostrum/shared/kernel/actor.ts'
import type { SessionDetail } from '@rostrum/shared/features/programme/programme.contract.ts'
import { useLine } from '#kernel/live.ts'
import { useStanding } from '#kernel/me.ts'
import { Boundary } from '#ui/Boundary.tsx'
import { Button, buttonClass } from '#ui/Button.tsx'
import { Icon } from '#ui/Icon.tsx'
import { LineMark } from '#ui/marks.tsx'
import { languageName } from '../../features/programme/programme.names.ts'
import { showKeyHelp } from '../keys/keyHelp.ts'
import { forumPath, useText } from '../forum.tsx'
import { slots } from '../slots.tsx'

/** The header of a session's own pages: the way out, what this is, whether it is live, how the line is. */
export function RoomHeader({
  detail,
  children,
}: {
  readonly detail: SessionDetail
  readonly children?: ReactNode
}) {
  const { locale, formatMessage } = useIntl()
  const { forum, session, place } = detail
  const text = useText(forum)
  const title = text(session.title)
  const where = place && text(place.name)
  return (
    <header className="rhead on-stage" data-region>
      <Link
        className={buttonClass({ kind: 'quiet', icon: true })}
        to={forumPath(forum)}
        aria-label={formatMessage({ id: 'page.goHome' })}
      >
        <Icon name="prev" />
      </Link>
      <div className="grow">
        <h1 className="clip" dir="auto" lang={title.language} title={title.text}>
          {title.text}
        </h1>
        <div className="meta row">
          <Boundary>
            {slots.StageStatus && <slots.StageStatus forum={forum.id} session={session.id} />}
          </Boundary>
          {title.isFallback && (
            <span className="nowrap not-phone">
              <FormattedMessage
                id="programme.fallback"
                values={{ language: languageName(locale, title.language) }}
              />
            </span>
          )}
          {where && (
            <span className="nowrap not-phone" lang={where.language}>
              {where.text}
            </span>
          )}
        </div>
      </div>
      {children}
      <BackstageLink detail={detail} />
      <HeaderLine />
      <Button
        kind="quiet"
        icon
        className="only-room-wide"
        aria-label={formatMessage({ id: 'keys.title' })}
        onClick={showKeyHelp}
      >
        <Icon name="key" />
      </Button>
    </header>
  )
}

/** To and from the stage's other side, for those who belong there. */
function BackstageLink({ detail: { forum, session } }: { readonly detail: SessionDetail }) {
  const standing = useStanding({ forum: forum.id, session: session.id })
  const isThere = location.pathname.endsWith('/backstage')
  if (!isBackstage(standing) || !slots.StageDesk) return null
  return (
    <Link
      className={buttonClass({ kind: 'stage', size: 'sm' })}
      to={isThere ? `/sessions/${session.id}` : `/sessions/${session.id}/backstage`}
    >
      <FormattedMessage id={isThere ? 'page.backstage.asAudience' : 'page.backstage'} />
    </Link>
  )
}

function HeaderLine() {
  const line = useLine()
  const quality = line.state === 'online' ? 4 : 1
  return (
    <>
      <span className="only-room-wide">
        <LineMark quality={quality} />
      </span>
      <span className="not-room-wide">
        <LineMark quality={quality} short />
      </span>
    </>
  )
}
