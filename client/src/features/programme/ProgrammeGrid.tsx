import { memo, useMemo } from 'react'
import { FormattedMessage, useIntl } from 'react-intl'
import { Link } from 'react-router'
import type { Row } from '@rostrum/shared/features/programme/programme.days.ts'
import type { SessionId } from '@rostrum/shared/kernel/fields.ts'
import { addDays, instantAt } from '@rostrum/shared/kernel/zones.ts'
import { LocalText } from './LocalText.tsx'
import { PlaceOf, SpeakersOf, StageTag, hueClass } from './SessionLine.tsx'
import { StarButton } from './StarButton.tsx'
import { sessionPath, useLines } from './context.ts'
import { layOut, stepMs } from '@rostrum/shared/features/programme/programme.grid.ts'
import type { Block } from '@rostrum/shared/features/programme/programme.grid.ts'
import { languageName, usePlainText } from './programme.names.ts'
import type { StageMark } from './programme.store.ts'

interface ProgrammeGridProps {
  readonly day: string
  readonly rows: readonly Row[]
  /** Those that pass the filters; the others stay, dimmed, so that the day stays readable. */
  readonly matching: ReadonlySet<Row>
  readonly now: number
  readonly marks: ReadonlyMap<SessionId, StageMark>
  readonly stars: ReadonlySet<SessionId>
}

export function ProgrammeGrid({ day, rows, matching, now, marks, stars }: ProgrammeGridProps) {
  const { programme, clocks } = useLines()
  const { formatMessage } = useIntl()
  const grid = useMemo(() => {
    const zone = clocks.mine
    const bounds = { zone, from: instantAt(zone, day, 0), to: instantAt(zone, addDays(day, 1), 0) }
    return layOut(rows, [...programme.places.keys()], bounds)
  }, [rows, programme, clocks.mine, day])
  if (!grid) return null
  const name = formatMessage({ id: 'programme.grid' }, { day: clocks.day(day, 'longDay') })
  const isNow = now >= grid.start && now < grid.end
  const style = {
    gridTemplateColumns: `5.25rem repeat(${grid.columns.length}, minmax(13rem, 1fr))`,
    gridTemplateRows: `3.25rem repeat(${Math.round((grid.end - grid.start) / stepMs)}, 2.6rem)`,
  }
  return (
    // Wider than the page with many places: it scrolls in itself, and the keyboard can reach it.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div className="pg__wrap" tabIndex={0} role="region" aria-label={name}>
      <div className="pgrid" style={style}>
        <Rooms columns={grid.columns} />
        {grid.hours.map((hour, n) => (
          <Hour key={hour} hour={hour} at={n * 4} />
        ))}
        {grid.blocks.map((block) => (
          <GridBlock
            key={block.row.session.id}
            {...block}
            dim={!matching.has(block.row)}
            mark={marks.get(block.row.session.id)}
            starred={stars.has(block.row.session.id)}
          />
        ))}
        {isNow && <NowLine now={now} start={grid.start} />}
      </div>
    </div>
  )
}

function Rooms({ columns }: { readonly columns: readonly (string | null)[] }) {
  const { programme, clocks } = useLines()
  return (
    <>
      <div className="pgrid__room" style={{ gridColumn: 1 }}>
        <span className="meta strong">
          <FormattedMessage id="programme.yours" />
        </span>
        {clocks.mine !== clocks.forum && (
          <span className="meta meta--3 pgrid__small">
            <FormattedMessage id="programme.forums" />
          </span>
        )}
      </div>
      {columns.map((id, n) => {
        const place = programme.places.get(id ?? '')
        return (
          <div key={`${id} ${n}`} className="pgrid__room" style={{ gridColumn: n + 2 }}>
            <span className="h-card pgrid__name">
              {place ? (
                <LocalText texts={place.name} fallbacks={programme.forum.languages} />
              ) : (
                <FormattedMessage id="programme.noPlace" />
              )}
            </span>
          </div>
        )
      })}
      {columns.map((id, n) => (
        <div key={`${id} ${n}`} className="pgrid__col" style={{ gridColumn: n + 2, gridRow: '2 / -1' }} />
      ))}
    </>
  )
}

function Hour({ hour, at }: { readonly hour: number; readonly at: number }) {
  const { clocks } = useLines()
  return (
    <>
      <div className="pgrid__t num" style={{ gridRow: `${at + 2} / span 4` }}>
        {clocks.time(hour)}
        {!clocks.same(hour) && <small>{clocks.forumTime(hour)}</small>}
      </div>
      <div className="pgrid__line" style={{ gridRow: at + 2 }} />
    </>
  )
}

function NowLine({ now, start }: { readonly now: number; readonly start: number }) {
  const { clocks } = useLines()
  const step = Math.floor((now - start) / stepMs)
  const style = { gridRow: step + 2, marginBlockStart: `${((now - start) / stepMs - step) * 2.6}rem` }
  return (
    <>
      <div className="nowline" style={style} aria-hidden="true" />
      <div className="nowline nowline--label" style={style}>
        <span>
          <span className="sr-only">
            <FormattedMessage id="programme.now" />{' '}
          </span>
          {clocks.time(now)}
        </span>
      </div>
    </>
  )
}

interface GridBlockProps extends Block {
  readonly dim: boolean
  readonly mark: StageMark | undefined
  readonly starred: boolean
}

const GridBlock = memo(function GridBlock({ row, column, from, span, dim, mark, starred }: GridBlockProps) {
  const { programme, clocks, hasStars } = useLines()
  const { locale } = useIntl()
  const { session } = row
  const fallbacks = programme.forum.languages
  const plain = usePlainText(fallbacks)
  const hue = hueClass(programme.tracks.get(session.track ?? '')?.hue)
  return (
    <article
      className={`blk ${hue} ${dim ? 'blk--dim' : ''} ${span < 3 ? 'blk--low' : ''}`}
      style={{ gridColumn: column + 2, gridRow: `${from + 2} / span ${span}` }}
    >
      <p className="meta row blk__head">
        <StageTag mark={mark} />
        <span className="num">{clocks.range(row.start, row.end)}</span>
      </p>
      <h3>
        <Link className="plain stretch" to={sessionPath(session.id)}>
          <LocalText texts={session.title} fallbacks={fallbacks} />
          <span className="sr-only">
            , <PlaceOf session={session} />
          </span>
        </Link>
      </h3>
      {!dim && (
        <p className="meta">
          <SpeakersOf session={session} />
        </p>
      )}
      <p className="blk__foot">{languageName(locale, session.language)}</p>
      {hasStars && <StarButton small session={session.id} title={plain(session.title)} on={starred} />}
    </article>
  )
})
