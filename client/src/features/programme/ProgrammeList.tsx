import { FormattedMessage, useIntl } from 'react-intl'
import { phaseAt } from '@rostrum/shared/features/programme/programme.days.ts'
import type { Row } from '@rostrum/shared/features/programme/programme.days.ts'
import type { SessionId } from '@rostrum/shared/kernel/fields.ts'
import { Tag } from '#ui/marks.tsx'
import { SessionLine } from './SessionLine.tsx'
import { useLines } from './context.ts'
import type { StageMark } from './programme.store.ts'

interface ProgrammeListProps {
  readonly day: string
  readonly rows: readonly Row[]
  readonly now: number
  readonly marks: ReadonlyMap<SessionId, StageMark>
  readonly stars: ReadonlySet<SessionId>
}

/** By the time they begin. What is over on this day is folded away, so that the list opens at now. */
export function ProgrammeList({ day, rows, now, marks, stars }: ProgrammeListProps) {
  const isOver = (it: Row) => phaseAt(it, now) === 'after' && marks.get(it.session.id) !== 'live'
  const over = rows.filter(isOver)
  const rest = rows.filter((it) => !isOver(it))
  const slots = (list: readonly Row[]) =>
    [...Map.groupBy(list, (it) => it.start)].map(([start, slot]) => (
      <Slot key={start} {...{ day, start, now, marks, stars }} rows={slot} />
    ))
  if (rest.length === 0) return <div className="pl">{slots(over)}</div>
  return (
    <div className="pl">
      {over.length > 0 && (
        <details className="pl__over">
          <summary className="link sm">
            <FormattedMessage id="programme.over" values={{ count: over.length }} />
          </summary>
          <div className="pl">{slots(over)}</div>
        </details>
      )}
      {slots(rest)}
    </div>
  )
}

interface SlotProps extends ProgrammeListProps {
  readonly start: number
}

function Slot({ day, start, rows, now, marks, stars }: SlotProps) {
  const { clocks } = useLines()
  return (
    <section className="pl__slot">
      <header>
        <time dateTime={new Date(start).toISOString()}>{clocks.timeOn(start, day)}</time>
        {!clocks.same(start) && (
          <span className="meta meta--3 num">
            <FormattedMessage id="programme.forumTime" values={{ time: clocks.forumTime(start) }} />
          </span>
        )}
        <Until start={start} isNow={rows.some((it) => phaseAt(it, now) === 'during')} now={now} />
      </header>
      <div className="card card--flush">
        {rows.map((row) => (
          <SessionLine
            key={row.session.id}
            row={row}
            mark={marks.get(row.session.id)}
            starred={stars.has(row.session.id)}
          />
        ))}
      </div>
    </section>
  )
}

const soonMs = 60 * 60_000

function Until({
  start,
  isNow,
  now,
}: {
  readonly start: number
  readonly isNow: boolean
  readonly now: number
}) {
  const { formatRelativeTime } = useIntl()
  if (isNow)
    return (
      <Tag tone="live">
        <FormattedMessage id="programme.now" />
      </Tag>
    )
  if (start <= now || start - now > soonMs) return null
  return <Tag tone="accent">{formatRelativeTime(Math.ceil((start - now) / 60_000), 'minute')}</Tag>
}
