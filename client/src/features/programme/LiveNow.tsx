import { FormattedMessage, FormattedNumber } from 'react-intl'
import { Link } from 'react-router'
import type { Row } from '@rostrum/shared/features/programme/programme.days.ts'
import type { SessionId } from '@rostrum/shared/kernel/fields.ts'
import { Avatar } from '#ui/Avatar.tsx'
import { buttonClass } from '#ui/Button.tsx'
import { Hemicycle } from '#ui/Hemicycle.tsx'
import { Icon } from '#ui/Icon.tsx'
import { Skeleton } from '#ui/states.tsx'
import { Left } from './Left.tsx'
import { LocalText } from './LocalText.tsx'
import { SpeakersOf, StageTag, TrackOf } from './SessionLine.tsx'
import { programmePath, sessionPath, useLines } from './context.ts'
import { speakersOf } from './programme.names.ts'
import type { StageMark } from './programme.store.ts'

export type Liveness = 'known' | 'coming' | 'closed'

interface LiveNowProps {
  readonly liveness: Liveness
  /** The first is the one to join. */
  readonly rows: readonly Row[]
  readonly now: number
  readonly marks: ReadonlyMap<SessionId, StageMark>
  readonly watching: ReadonlyMap<SessionId, number> | undefined
}

export function LiveNow({ rows, liveness, now, marks, watching }: LiveNowProps) {
  const { programme } = useLines()
  const propsOf = (row: Row) => {
    const { id } = row.session
    return { row, now, mark: marks.get(id), watching: watching?.get(id) }
  }
  const [first, ...others] = rows
  return (
    <section aria-labelledby="h-live">
      <div className="section-head">
        <h2 id="h-live" className="h-section">
          <FormattedMessage id="programme.liveNow" />
        </h2>
        {others.length > 0 && (
          <Link className="link sm" to={`${programmePath(programme.forum.slug)}?live=1`}>
            <FormattedMessage id="programme.allLive" values={{ count: rows.length }} />
          </Link>
        )}
      </div>
      {first ? <LiveFeature {...propsOf(first)} /> : <NoneLive liveness={liveness} />}
      {others.length > 0 && (
        <div className="lives">
          {others.map((row) => (
            <LiveCard key={row.session.id} {...propsOf(row)} />
          ))}
        </div>
      )}
    </section>
  )
}

/** "Nothing is live" is said only by who knows. */
function NoneLive({ liveness }: { readonly liveness: Liveness }) {
  if (liveness === 'coming') return <Skeleton lines={3} />
  return (
    <p className="card meta">
      <FormattedMessage id={liveness === 'closed' ? 'programme.liveClosed' : 'programme.noneLive'} />
    </p>
  )
}

interface LiveProps {
  readonly row: Row
  readonly now: number
  readonly mark: StageMark | undefined
  readonly watching: number | undefined
}

function Watching({ count }: { readonly count: number | undefined }) {
  return count === undefined ? null : <FormattedMessage id="programme.watching" values={{ count }} />
}

const maxFaces = 5

/** The one to join: who speaks, what about, and the page's one big button. */
function LiveFeature({ row, now, mark, watching }: LiveProps) {
  const { programme } = useLines()
  const { session } = row
  const fallbacks = programme.forum.languages
  const speakers = speakersOf(session, programme.people)
  return (
    <article className="card feature on-stage">
      <div className="feature__cover" aria-hidden="true">
        <Hemicycle />
      </div>
      <ul className="feature__who">
        {speakers.slice(0, maxFaces).map((it) => (
          <li key={it.id}>
            <Avatar name={it.name} size="sm" />
            <span>
              <bdi>{it.name}</bdi>
              {it.organisation && (
                <small>
                  <bdi>{it.organisation}</bdi>
                </small>
              )}
            </span>
          </li>
        ))}
        {speakers.length > maxFaces && (
          <li className="num">
            +<FormattedNumber value={speakers.length - maxFaces} />
          </li>
        )}
      </ul>
      <div className="feature__body">
        <div className="stack feature__text">
          <div className="row row--wrap">
            <StageTag mark={mark} />
            <span className="meta num">
              <Left row={row} now={now} />
              {watching !== undefined && ' · '}
              <Watching count={watching} />
            </span>
          </div>
          <h3 className="h-serif">
            <Link to={sessionPath(session.id)}>
              <LocalText texts={session.title} fallbacks={fallbacks} />
            </Link>
          </h3>
        </div>
        <Link className={buttonClass({ kind: 'accent', size: 'lg' })} to={sessionPath(session.id)}>
          <Icon name="play" filled />
          <FormattedMessage id="programme.join" />
        </Link>
      </div>
    </article>
  )
}

function LiveCard({ row, now, mark, watching }: LiveProps) {
  const { programme } = useLines()
  const { session, start, end } = row
  const share = Math.min(1, Math.max(0, (now - start) / (end - start)))
  return (
    <article className="card card--link livecard">
      <div className="row row--between">
        <StageTag mark={mark} />
        <span className="meta num">
          <Left row={row} now={now} />
        </span>
      </div>
      <h3 className="h-serif">
        <Link className="plain stretch" to={sessionPath(session.id)}>
          <LocalText texts={session.title} fallbacks={programme.forum.languages} />
        </Link>
      </h3>
      <p className="meta">
        <SpeakersOf session={session} />
      </p>
      <div className="livecard__foot">
        <TrackOf session={session} />
        <span className="meta num">
          <Watching count={watching} />
        </span>
      </div>
      <div className="prog" style={{ '--v': `${Math.round(share * 100)}%` } as object} aria-hidden="true">
        <i />
      </div>
    </article>
  )
}
