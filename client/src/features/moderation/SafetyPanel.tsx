import type { ReactNode } from 'react'
import { FormattedMessage } from 'react-intl'
import { channelId } from '@rostrum/shared/kernel/channel.ts'
import { useChannel, useSlice } from '#kernel/live.ts'
import { useStanding } from '#kernel/me.ts'
import { Skeleton } from '#ui/states.tsx'
import { moderationStore, useInForce } from './moderation.store.ts'
import type { Place } from './moderation.store.ts'
import { Reports } from './Reports.tsx'
import type { ReportsProps } from './Reports.tsx'
import { Restricted } from './Restricted.tsx'
import { StopCard } from './StopCard.tsx'
import './moderation.css'

export interface SafetyPanelProps extends Pick<ReportsProps, 'onHide'> {
  readonly place: Place
  /** How many are in the session now. */
  readonly people: number | undefined
  /** Settings of other features that keep a session calm. */
  readonly children?: ReactNode
}

/** For those who run a session: reports, who is restricted, the emergency stop. */
export function SafetyPanel({ place, people, onHide, children }: SafetyPanelProps) {
  const state = useChannel(channelId('moderators', place.session))
  const standing = useStanding(place)
  const { reports, restrictions, appeals } = useSlice(moderationStore, 'moderators', place.session)
  const { panic } = useSlice(moderationStore, 'session', place.session)
  const held = useInForce(restrictions)
  if (state === 'loading') return <Skeleton lines={6} />
  return (
    <div className="stack safety">
      {children}
      <section className="stack" aria-labelledby="safety-reports">
        <h3 className="h-card" id="safety-reports">
          <FormattedMessage id="moderation.reports" />
        </h3>
        <Reports forum={place.forum} reports={reports} {...(onHide ? { onHide } : {})} />
      </section>
      <section className="stack" aria-labelledby="safety-restricted">
        <h3 className="h-card" id="safety-restricted">
          <FormattedMessage id="moderation.restricted" />
        </h3>
        <Restricted {...{ held, appeals, standing }} />
      </section>
      <StopCard place={place} panic={panic} people={people} />
    </div>
  )
}
