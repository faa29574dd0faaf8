import { useDeferredValue, useMemo } from 'react'
import type { ReactNode } from 'react'
import { FormattedMessage, useIntl } from 'react-intl'
import {
  byDay,
  dayToOpen,
  filterRows,
  isFiltering,
} from '@rostrum/shared/features/programme/programme.days.ts'
import type { Row } from '@rostrum/shared/features/programme/programme.days.ts'
import type { SessionId } from '@rostrum/shared/kernel/fields.ts'
import { dayIn } from '@rostrum/shared/kernel/zones.ts'
import { useMaybeMe } from '#kernel/me.ts'
import { useNow } from '#kernel/now.ts'
import { useClocks } from '#kernel/times.ts'
import type { Clocks } from '#kernel/times.ts'
import { useWide } from '#kernel/useWide.ts'
import { Button } from '#ui/Button.tsx'
import { Icon } from '#ui/Icon.tsx'
import { Segmented } from '#ui/Segmented.tsx'
import { Empty, Failed, Skeleton } from '#ui/states.tsx'
import { DayTabs } from './DayTabs.tsx'
import { ProgrammeFilters } from './ProgrammeFilters.tsx'
import { ProgrammeGrid } from './ProgrammeGrid.tsx'
import { ProgrammeList } from './ProgrammeList.tsx'
import { TrackLegend } from './TrackLegend.tsx'
import { LinesProvider } from './context.ts'
import { failureText, marksOf, useProgramme, useStars } from './programme.store.ts'
import type { ProgrammeView, StageMark, StageNow } from './programme.store.ts'
import { useFilters } from './useFilters.ts'
import type { Change, View } from './useFilters.ts'
import './programme.css'

interface ProgrammePanelProps {
  readonly slug: string
  /** How stages are now; the page asks the feature that knows. */
  readonly stages: readonly StageNow[]
}

export function ProgrammePanel({ slug, stages }: ProgrammePanelProps) {
  const read = useProgramme(slug)
  if (read.state === 'ready') return <Loaded programme={read.data} stages={stages} />
  return (
    <>
      <h1 className="h-page">
        <FormattedMessage id="programme.title" />
      </h1>
      {read.state === 'loading' ? (
        <Skeleton lines={8} />
      ) : (
        <Failed onRetry={read.reload}>
          <FormattedMessage id={failureText(read.code)} />
        </Failed>
      )}
    </>
  )
}

function Loaded({
  programme,
  stages,
}: {
  readonly programme: ProgrammeView
  readonly stages: readonly StageNow[]
}) {
  const now = useNow()
  const clocks = useClocks(programme.forum.timeZone)
  const hasStars = useMaybeMe() !== undefined
  const stars = useStars()
  const marks = useMemo(() => marksOf(stages, now), [stages, now])
  const { view, change, hrefOf } = useFilters()
  const wide = useWide()

  const lines = useMemo(() => ({ programme, clocks, hasStars }), [programme, clocks, hasStars])
  const days = useMemo(() => byDay(programme.rows, clocks.mine), [programme, clocks.mine])
  const filters = useDeferredValue(view)
  const matching = useMatching(programme.rows, filters, { marks, stars })
  const counts = useMemo(
    () => new Map(days.map((it) => [it.day, it.rows.filter((row) => matching.has(row)).length])),
    [days, matching],
  )
  const day = days.find((it) => it.day === view.day)?.day ?? dayToOpen(days, clocks.mine, now)
  const rows = useMemo(() => days.find((it) => it.day === day)?.rows ?? [], [days, day])
  const shown = useMemo(() => rows.filter((it) => matching.has(it)), [rows, matching])

  if (day === undefined)
    return (
      <>
        <Head programme={programme} dayCount={0} clocks={clocks} />
        <Empty title={<FormattedMessage id="programme.empty" />} />
      </>
    )
  const body = { day, now, marks, stars }
  return (
    <LinesProvider value={lines}>
      <Head programme={programme} dayCount={days.length} clocks={clocks}>
        {wide && <ShapeSwitch view={view} onChange={change} />}
      </Head>
      <DayTabs {...{ days, counts, clocks, hrefOf }} shown={day} today={dayIn(clocks.mine, now)} />
      <div className="filters">
        <ProgrammeFilters programme={programme} view={view} hasStars={hasStars} onChange={change} />
        <Found view={view} found={shown.length} of={rows.length} onChange={change} />
      </div>
      <h2 className="sr-only">
        <FormattedMessage id="programme.dayTitle" values={{ day: clocks.day(day, 'longDay') }} />
      </h2>
      {wide && view.shape === 'grid' ? (
        <ProgrammeGrid {...body} rows={rows} matching={matching} />
      ) : (
        <ProgrammeList {...body} rows={shown} />
      )}
      {shown.length === 0 && <Empty title={<FormattedMessage id="programme.nothing" />} />}
      <TrackLegend
        programme={programme}
        dimmed={wide && view.shape === 'grid' && shown.length < rows.length}
      />
    </LinesProvider>
  )
}

interface Known {
  readonly marks: ReadonlyMap<SessionId, StageMark>
  readonly stars: ReadonlySet<SessionId>
}

/** Over the whole forum, so that each day can say how many it has. */
function useMatching(rows: readonly Row[], view: View, { marks, stars }: Known): ReadonlySet<Row> {
  const { track, place, language, text, starred, live } = view
  const found = useMemo(
    () => filterRows(rows, { track, place, language, text }),
    [rows, track, place, language, text],
  )
  return useMemo(
    () =>
      new Set(
        found.filter(
          ({ session }) =>
            (!starred || stars.has(session.id)) &&
            (!live || ['live', 'paused'].includes(marks.get(session.id) ?? '')),
        ),
      ),
    [found, starred, live, stars, marks],
  )
}

interface HeadProps {
  readonly programme: ProgrammeView
  readonly dayCount: number
  readonly clocks: Clocks
  readonly children?: ReactNode
}

function Head({ programme, dayCount, clocks, children }: HeadProps) {
  const twoZones = clocks.mine !== clocks.forum
  return (
    <div className="page-head">
      <div>
        <h1 className="h-page">
          <FormattedMessage id="programme.title" />
        </h1>
        <p className="meta prog-sub">
          <FormattedMessage
            id={twoZones ? 'programme.sub.twoZones' : 'programme.sub'}
            values={{
              sessions: programme.rows.length,
              days: dayCount,
              mine: clocks.zoneName(clocks.mine),
              forum: clocks.zoneName(clocks.forum),
            }}
          />
        </p>
      </div>
      <div className="row row--wrap">{children}</div>
    </div>
  )
}

interface ViewProps {
  readonly view: View
  readonly onChange: (change: Change) => void
}

function ShapeSwitch({ view, onChange }: ViewProps) {
  const { formatMessage } = useIntl()
  return (
    <Segmented
      label={formatMessage({ id: 'programme.shape' })}
      value={view.shape}
      onChange={(shape) => onChange({ shape: shape === 'list' ? 'list' : undefined })}
      options={[
        {
          value: 'grid',
          label: (
            <>
              <Icon name="grid" size="sm" />
              <FormattedMessage id="programme.shape.grid" />
            </>
          ),
        },
        {
          value: 'list',
          label: (
            <>
              <Icon name="list" size="sm" />
              <FormattedMessage id="programme.shape.list" />
            </>
          ),
        },
      ]}
    />
  )
}

/** What the filters leave, in words, and the way back. */
function Found({ view, found, of, onChange }: ViewProps & { readonly found: number; readonly of: number }) {
  if (!isFiltering(view) && !view.starred && !view.live) return null
  const none = { track: '', place: '', language: '', text: '', starred: '', live: '' }
  return (
    <div className="row row--wrap filters__found">
      <p className="sm" role="status">
        <FormattedMessage id="programme.found" values={{ found, of, b: bold }} />
      </p>
      <Button kind="quiet" size="sm" onClick={() => onChange(none)}>
        <FormattedMessage id="programme.clear" />
      </Button>
    </div>
  )
}

const bold = (parts: ReactNode[]) => <b className="strong num">{parts}</b>
