import type { ReactNode } from 'react'
import { FormattedMessage, FormattedNumber, useIntl } from 'react-intl'
import { Link } from 'react-router'
import { isBackstage } from '@rostrum/shared/kernel/actor.ts'
import type { SessionId } from '@rostrum/shared/kernel/fields.ts'
import type { SessionDetail } from '@rostrum/shared/features/programme/programme.contract.ts'
import { useLine } from '#kernel/live.ts'
import { useStanding } from '#kernel/me.ts'
import { Boundary } from '#ui/Boundary.tsx'
import { Button, buttonClass } from '#ui/Button.tsx'
import { Icon } from '#ui/Icon.tsx'
import { LineMark } from '#ui/marks.tsx'
import { useStageMedia } from '../../features/stage/stage.media.ts'
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
      <HeaderLine session={session.id} />
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
      className={`${buttonClass({ kind: 'stage', size: 'sm' })} rhead__side`}
      to={isThere ? `/sessions/${session.id}` : `/sessions/${session.id}/backstage`}
    >
      <Icon name={isThere ? 'people' : 'mega'} />
      <span>
        <FormattedMessage id={isThere ? 'page.backstage.asAudience' : 'page.backstage'} />
      </span>
    </Link>
  )
}

const qualities = { excellent: 4, good: 3, poor: 2, lost: 1, unknown: 4 } as const

/** The worse of the two lines: of words, and of sound and picture where those come. */
function HeaderLine({ session }: { readonly session: SessionId }) {
  const line = useLine()
  const stage = useStageMedia(session)
  const now = stage.state === 'in' && stage.now.stage.line.state === 'connected' ? stage.now : undefined
  const quality = line.state === 'online' ? qualities[now?.grade ?? 'unknown'] : 1
  const rate = now && now.kbits > 0 && <Rate kbits={now.kbits} />
  return (
    <>
      <span className="only-room-wide num">
        <LineMark quality={quality}>{rate}</LineMark>
      </span>
      <span className="not-room-wide">
        <LineMark quality={quality} short>
          {rate}
        </LineMark>
      </span>
    </>
  )
}

const Rate = ({ kbits }: { readonly kbits: number }) =>
  kbits < 1_000 ? (
    <FormattedMessage id="page.session.kbits" values={{ rate: <FormattedNumber value={kbits} /> }} />
  ) : (
    <FormattedMessage
      id="page.session.mbits"
      values={{ rate: <FormattedNumber value={kbits / 1_000} maximumFractionDigits={1} /> }}
    />
  )
