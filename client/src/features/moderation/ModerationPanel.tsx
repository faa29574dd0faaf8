import { FormattedMessage } from 'react-intl'
import { channelId } from '@rostrum/shared/kernel/channel.ts'
import type { ForumId } from '@rostrum/shared/kernel/fields.ts'
import { useChannel, useSlice } from '#kernel/live.ts'
import { useStanding } from '#kernel/me.ts'
import { Skeleton } from '#ui/states.tsx'
import { AuditLog } from './AuditLog.tsx'
import { moderationStore, useInForce } from './moderation.store.ts'
import { Reports } from './Reports.tsx'
import type { ReportsProps } from './Reports.tsx'
import { Restricted } from './Restricted.tsx'
import { StopCard } from './StopCard.tsx'
import './moderation.css'

export interface ModerationPanelProps extends Pick<ReportsProps, 'onHide'> {
  readonly forum: ForumId
  /** How many are in the forum now. */
  readonly people: number | undefined
}

/** For those who keep a forum safe: the most urgent report first; then who is restricted, the stop, the log. */
export function ModerationPanel({ forum, people, onHide }: ModerationPanelProps) {
  const state = useChannel(channelId('desk', forum))
  useChannel(channelId('forum', forum))
  const standing = useStanding({ forum })
  const { reports, restrictions, appeals } = useSlice(moderationStore, 'desk', forum)
  const { panic } = useSlice(moderationStore, 'forum', forum)
  const held = useInForce(restrictions)
  if (state === 'loading') return <Skeleton lines={8} />
  const asked = appeals.filter(({ id }) => held.some((it) => it.id === id))
  return (
    <div className="stack moderation">
      <div className="facts">
        <Fact id="moderation.fact.open" count={reports.filter((it) => it.outcome === null).length} />
        <Fact id="moderation.fact.settled" count={reports.filter((it) => it.outcome !== null).length} />
        <Fact id="moderation.fact.held" count={held.length} />
        <Fact id="moderation.fact.asked" count={asked.length} />
      </div>
      <section className="stack" aria-labelledby="moderation-reports">
        <h2 className="h-section" id="moderation-reports">
          <FormattedMessage id="moderation.reports" />
        </h2>
        <Reports forum={forum} reports={reports} {...(onHide ? { onHide } : {})} />
      </section>
      <section className="stack" aria-labelledby="moderation-restricted">
        <h2 className="h-section" id="moderation-restricted">
          <FormattedMessage id="moderation.restricted" />
        </h2>
        <Restricted {...{ held, appeals, standing }} />
      </section>
      <StopCard place={{ forum }} panic={panic} people={people} />
      <AuditLog forum={forum} />
    </div>
  )
}

function Fact({ id, count }: { readonly id: string; readonly count: number }) {
  return (
    <p className="fact">
      <b className="num">{count}</b>
      <span>
        <FormattedMessage id={id} values={{ count }} />
      </span>
    </p>
  )
}
