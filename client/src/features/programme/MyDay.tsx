import { FormattedMessage } from 'react-intl'
import { Link } from 'react-router'
import type { Row } from '@rostrum/shared/features/programme/programme.days.ts'
import { phaseAt } from '@rostrum/shared/features/programme/programme.days.ts'
import type { Grants, SessionRole } from '@rostrum/shared/kernel/actor.ts'
import type { SessionId } from '@rostrum/shared/kernel/fields.ts'
import { LocalText } from './LocalText.tsx'
import { StageTag } from './SessionLine.tsx'
import { programmePath, sessionPath, useLines } from './context.ts'
import type { StageMark } from './programme.store.ts'

interface MyDayProps {
  readonly rows: readonly Row[]
  readonly now: number
  readonly marks: ReadonlyMap<SessionId, StageMark>
  readonly stars: ReadonlySet<SessionId>
  readonly roles: Grants['sessions']
}

/** What I have a part in today, and what I starred. */
export function MyDay({ rows, now, marks, stars, roles }: MyDayProps) {
  const { programme, clocks } = useLines()
  return (
    <section className="card" aria-labelledby="h-day">
      <div className="section-head">
        <h2 id="h-day" className="h-section">
          <FormattedMessage id="programme.myDay" />
        </h2>
        <Link className="link sm" to={programmePath(programme.forum.slug)}>
          <FormattedMessage id="programme.title" />
        </Link>
      </div>
      {rows.length === 0 ? (
        <p className="meta">
          <FormattedMessage id="programme.myDay.empty" />
        </p>
      ) : (
        <>
          {!clocks.same(now) && (
            <p className="meta meta--3">
              <FormattedMessage id="programme.smallTime" />
            </p>
          )}
          <ol className="day">
            {rows.map((row) => (
              <li key={row.session.id} className={dayClass(row, now)}>
                <time dateTime={row.session.startsAt}>
                  {clocks.time(row.start)}
                  {!clocks.same(row.start) && <small>{clocks.forumTime(row.start)}</small>}
                </time>
                <div>
                  <p className="h-card">
                    <Link className="plain stretch" to={sessionPath(row.session.id)}>
                      <LocalText texts={row.session.title} fallbacks={programme.forum.languages} />
                    </Link>
                  </p>
                  <p className="meta row row--wrap day__why">
                    <StageTag mark={marks.get(row.session.id)} />
                    <FormattedMessage id={whyMine(roles[row.session.id], stars.has(row.session.id))} />
                  </p>
                </div>
              </li>
            ))}
          </ol>
        </>
      )}
    </section>
  )
}

const dayClass = (row: Row, now: number) =>
  ({ before: undefined, during: 'now', after: 'done' })[phaseAt(row, now)]

/** A part in it weighs more than a star. */
function whyMine(roles: readonly SessionRole[] | undefined, starred: boolean): string {
  const role = (['chair', 'moderator', 'panellist'] as const).find((it) => roles?.includes(it))
  if (role) return `programme.myRole.${role}`
  return starred && !roles ? 'programme.youStarred' : 'programme.myRole.other'
}
