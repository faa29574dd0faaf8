import { FormattedMessage, useIntl } from 'react-intl'
import { Link } from 'react-router'
import type { Row } from '@rostrum/shared/features/programme/programme.days.ts'
import type { SessionId } from '@rostrum/shared/kernel/fields.ts'
import { LocalText } from './LocalText.tsx'
import { PlaceOf, TrackOf } from './SessionLine.tsx'
import { StarButton } from './StarButton.tsx'
import { programmePath, sessionPath, useLines } from './context.ts'
import { languageName, usePlainText } from './programme.names.ts'

interface UpNextProps {
  readonly rows: readonly Row[]
  readonly now: number
  readonly stars: ReadonlySet<SessionId>
}

export function UpNext({ rows, now, stars }: UpNextProps) {
  const { programme, clocks, hasStars } = useLines()
  const { locale } = useIntl()
  const fallbacks = programme.forum.languages
  const plain = usePlainText(fallbacks)
  return (
    <section aria-labelledby="h-next">
      <div className="section-head">
        <h2 id="h-next" className="h-section">
          <FormattedMessage id="programme.upNext" />
        </h2>
        <Link className="link sm" to={programmePath(programme.forum.slug)}>
          <FormattedMessage id="programme.full" />
        </Link>
      </div>
      {rows.length === 0 ? (
        <p className="meta">
          <FormattedMessage id="programme.nothingNext" />
        </p>
      ) : (
        <ol className="card next">
          {rows.map(({ session, start }) => (
            <li key={session.id}>
              <div>
                <time className="strong" dateTime={session.startsAt}>
                  {clocks.time(start)}
                </time>
                <p className="meta meta--3">
                  <Wait start={start} now={now} />
                </p>
              </div>
              <div>
                <p className="h-card">
                  <Link className="plain stretch" to={sessionPath(session.id)}>
                    <LocalText texts={session.title} fallbacks={fallbacks} />
                  </Link>
                </p>
                <p className="meta row row--wrap next__facts">
                  <TrackOf session={session} />
                  <span>
                    <PlaceOf session={session} />
                    {session.place && ' · '}
                    {languageName(locale, session.language)}
                  </span>
                </p>
              </div>
              {hasStars && (
                <StarButton session={session.id} title={plain(session.title)} on={stars.has(session.id)} />
              )}
            </li>
          ))}
        </ol>
      )}
    </section>
  )
}

const minuteMs = 60_000
const hourMs = 60 * minuteMs
const dayMs = 24 * hourMs

/** `in 6 min`, `in 2 hr.`, or that it should have begun. */
function Wait({ start, now }: { readonly start: number; readonly now: number }) {
  const { formatRelativeTime } = useIntl()
  const wait = start - now
  if (wait <= 0) return <FormattedMessage id="programme.due" />
  if (wait < 2 * hourMs) return formatRelativeTime(Math.ceil(wait / minuteMs), 'minute', { style: 'short' })
  if (wait < dayMs) return formatRelativeTime(Math.round(wait / hourMs), 'hour', { style: 'short' })
  return formatRelativeTime(Math.round(wait / dayMs), 'day', { style: 'short' })
}
