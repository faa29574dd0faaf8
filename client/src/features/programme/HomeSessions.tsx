import { useMemo } from 'react'
import type { ReactNode } from 'react'
import { FormattedMessage } from 'react-intl'
import { byDay } from '@rostrum/shared/features/programme/programme.days.ts'
import type { Row } from '@rostrum/shared/features/programme/programme.days.ts'
import type { SessionId } from '@rostrum/shared/kernel/fields.ts'
import { dayIn } from '@rostrum/shared/kernel/zones.ts'
import { useMaybeMe } from '#kernel/me.ts'
import type { Me } from '#kernel/me.ts'
import { useNow } from '#kernel/now.ts'
import { useClocks } from '#kernel/times.ts'
import { Failed, Skeleton } from '#ui/states.tsx'
import { LiveNow } from './LiveNow.tsx'
import type { Liveness } from './LiveNow.tsx'
import { MyDay } from './MyDay.tsx'
import { UpNext } from './UpNext.tsx'
import { LinesProvider } from './context.ts'
import { failureText, marksOf, useProgramme, useStars } from './programme.store.ts'
import type { ProgrammeView, StageMark, StageNow } from './programme.store.ts'
import './programme.css'
import './home.css'

interface HomeSessionsProps {
  readonly slug: string
  readonly stages: readonly StageNow[]
  /** Whether the stages are known, or still coming, or closed to this reader. */
  readonly live: Liveness
  /** How many watch each stage, where it is known. */
  readonly watching?: ReadonlyMap<SessionId, number> | undefined
  /** More for the side column, below my day. */
  readonly side?: ReactNode
}

export function HomeSessions(props: HomeSessionsProps) {
  const read = useProgramme(props.slug)
  if (read.state === 'ready') return <Loaded {...props} programme={read.data} />
  if (read.state === 'loading') return <Skeleton lines={6} />
  return (
    <Failed onRetry={read.reload}>
      <FormattedMessage id={failureText(read.code)} />
    </Failed>
  )
}

const maxNext = 4

function Loaded(props: HomeSessionsProps & { readonly programme: ProgrammeView }) {
  const { programme, stages, live: liveness, watching, side } = props
  const now = useNow()
  const me = useMaybeMe()
  const hasStars = me !== undefined
  const clocks = useClocks(programme.forum.timeZone)
  const stars = useStars()
  const marks = useMemo(() => marksOf(stages, now), [stages, now])
  const lines = useMemo(() => ({ programme, clocks, hasStars }), [programme, clocks, hasStars])
  const live = useMemo(() => liveFirst(programme.rows, { marks, stars, me }), [programme, marks, stars, me])
  const next = useMemo(() => dueOrNext(programme.rows, marks, now), [programme, marks, now])
  const today = dayIn(clocks.mine, now)
  const mine = useMemo(
    () =>
      (byDay(programme.rows, clocks.mine).find((it) => it.day === today)?.rows ?? []).filter(
        ({ session }) => stars.has(session.id) || me?.grants.sessions[session.id],
      ),
    [programme, clocks.mine, today, stars, me],
  )
  return (
    <LinesProvider value={lines}>
      <div className="home">
        <LiveNow rows={live} {...{ liveness, now, marks, watching }} />
        <aside className="home__side stack">
          {me && <MyDay rows={mine} now={now} marks={marks} stars={stars} roles={me.grants.sessions} />}
          {side}
        </aside>
        <UpNext rows={next.slice(0, maxNext)} now={now} stars={stars} />
      </div>
    </LinesProvider>
  )
}

interface Known {
  readonly marks: ReadonlyMap<SessionId, StageMark>
  readonly stars: ReadonlySet<SessionId>
  readonly me: Me | undefined
}

/** What is live: first where I have a part, then what I starred, then by the programme's order. */
function liveFirst(rows: readonly Row[], { marks, stars, me }: Known): Row[] {
  const rank = ({ session: { id } }: Row) => (me?.grants.sessions[id] ? 0 : stars.has(id) ? 1 : 2)
  return rows
    .filter(({ session }) => ['live', 'paused'].includes(marks.get(session.id) ?? ''))
    .toSorted((a, b) => rank(a) - rank(b))
}

/** What has not begun on its stage and is not over by the programme: also what should have begun and has not. */
const dueOrNext = (rows: readonly Row[], marks: ReadonlyMap<SessionId, StageMark>, now: number): Row[] =>
  rows.filter((it) => it.end > now && !marks.has(it.session.id))
