import type { ReactNode } from 'react'
import { FormattedMessage } from 'react-intl'
import { Link } from 'react-router'
import type { SessionDetail } from '@rostrum/shared/features/programme/programme.contract.ts'
import type { SessionId } from '@rostrum/shared/kernel/fields.ts'
import { dayIn } from '@rostrum/shared/kernel/zones.ts'
import { useNow } from '#kernel/now.ts'
import { useClocks } from '#kernel/times.ts'
import { buttonClass } from '#ui/Button.tsx'
import { Icon } from '#ui/Icon.tsx'
import { LocalText } from './LocalText.tsx'
import { programmePath, sessionPath } from './context.ts'
import { useProgramme, useSessionDetail } from './programme.store.ts'
import './session.css'

interface SessionEndedProps {
  readonly session: SessionId
  /** When the stage was ended; without it, the programme's time is said. */
  readonly since: string | null
  /** What is left of the session in other features, each a card: answers in writing, documents. */
  readonly children?: ReactNode
}

const maxNext = 3

/** In place of the picture, when a session is over: since when, and where it continues. */
export function SessionEnded({ session, since, children }: SessionEndedProps) {
  const read = useSessionDetail(session)
  return read.state === 'ready' ? (
    <Ended detail={read.data} since={since}>
      {children}
    </Ended>
  ) : null
}

interface EndedProps {
  readonly detail: SessionDetail
  readonly since: string | null
  readonly children: ReactNode
}

function Ended({ detail: { forum, session }, since, children }: EndedProps) {
  const now = useNow()
  const clocks = useClocks(forum.timeZone)
  const read = useProgramme(forum.slug)
  const at = Date.parse(since ?? session.endsAt)
  const next = (read.state === 'ready' ? read.data.rows : [])
    .filter((it) => it.start > now && it.session.id !== session.id)
    .slice(0, maxNext)
  return (
    <div className="smsg on-stage">
      <Icon name="check" />
      <h2 className="h-serif">
        <FormattedMessage
          id="programme.hasEnded"
          values={{ time: clocks.timeOn(at, dayIn(clocks.mine, now)) }}
        />
      </h2>
      <p className="sm">
        <FormattedMessage id="programme.whatIsLeft" />
      </p>
      <div className="end">
        {children}
        {next.length > 0 && (
          <div>
            <h3>
              <Icon name="programme" size="sm" />
              <FormattedMessage id="programme.upNext" />
            </h3>
            <ul className="stack end__next">
              {next.map(({ session: it, start }) => (
                <li key={it.id}>
                  <time className="meta num" dateTime={it.startsAt}>
                    {clocks.timeOn(start, dayIn(clocks.mine, now))}
                  </time>{' '}
                  <Link className="link" to={sessionPath(it.id)}>
                    <LocalText texts={it.title} fallbacks={forum.languages} />
                  </Link>
                </li>
              ))}
            </ul>
          </div>
        )}
      </div>
      <div className="acts">
        <Link className={buttonClass({ kind: 'stage' })} to={programmePath(forum.slug)}>
          <FormattedMessage id="programme.backToProgramme" />
        </Link>
      </div>
    </div>
  )
}
