import type { ReactNode } from 'react'
import type { SessionId } from '@rostrum/shared/kernel/fields.ts'
import { useNow } from '#kernel/now.ts'
import { Left } from './Left.tsx'
import { StageTag } from './SessionLine.tsx'
import { marksOf, useSessionDetail } from './programme.store.ts'
import type { StageNow } from './programme.store.ts'
import './session.css'

interface SessionStatusProps {
  readonly session: SessionId
  readonly stage: StageNow
  /** More facts of the same kind: how many watch. */
  readonly children?: ReactNode
}

/** For a session's header: live or not, and how long still by the programme. */
export function SessionStatus({ session, stage, children }: SessionStatusProps) {
  const now = useNow(15_000)
  const read = useSessionDetail(session)
  const mark = marksOf([stage], now).get(session)
  const isOn = mark === 'live' || mark === 'paused'
  if (!mark && !children) return null
  return (
    <span className="row status">
      <StageTag mark={mark} />
      {isOn && read.state === 'ready' && (
        <span className="num nowrap">
          <Left row={{ end: Date.parse(read.data.session.endsAt) }} now={now} />
        </span>
      )}
      {children}
    </span>
  )
}
