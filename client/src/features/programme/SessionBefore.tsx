import type { ReactNode } from 'react'
import { FormattedMessage } from 'react-intl'
import type { SessionDetail } from '@rostrum/shared/features/programme/programme.contract.ts'
import type { SessionId } from '@rostrum/shared/kernel/fields.ts'
import { dayIn } from '@rostrum/shared/kernel/zones.ts'
import { useMaybeMe } from '#kernel/me.ts'
import { useNow } from '#kernel/now.ts'
import { useClocks } from '#kernel/times.ts'
import { Avatar } from '#ui/Avatar.tsx'
import { ToggleButton } from '#ui/Button.tsx'
import { Icon } from '#ui/Icon.tsx'
import { star } from './programme.actions.ts'
import { useSessionDetail, useStars } from './programme.store.ts'
import './session.css'

interface SessionBeforeProps {
  readonly session: SessionId
  /** More that can be done while waiting, such as testing one's sound. */
  readonly children?: ReactNode
}

/** In place of the picture, before a session is live: when it begins, how long still, who will speak. */
export function SessionBefore({ session, children }: SessionBeforeProps) {
  const read = useSessionDetail(session)
  return read.state === 'ready' ? <Before detail={read.data}>{children}</Before> : null
}

interface BeforeProps {
  readonly detail: SessionDetail
  readonly children: ReactNode
}

function Before({ detail, children }: BeforeProps) {
  const { forum, session, people } = detail
  const now = useNow()
  const clocks = useClocks(forum.timeZone)
  const start = Date.parse(session.startsAt)
  const values = {
    time: clocks.timeOn(start, dayIn(clocks.mine, now)),
    forum: clocks.forumTime(start),
  }
  const when = start > now ? texts.ahead : texts.due
  const named = new Map(people.map((it) => [it.id, it]))
  return (
    <div className="smsg on-stage">
      <p className="meta">
        <FormattedMessage id={clocks.same(start) ? when.one : when.two} values={values} />
      </p>
      <p className="big">
        <Countdown wait={start - now} />
      </p>
      <ul className="who">
        {session.people.flatMap(({ person, role }) => {
          const who = named.get(person)
          return who
            ? [
                <li key={`${person} ${role}`}>
                  <Avatar name={who.name} size="sm" />
                  <span>
                    <bdi>{who.name}</bdi>
                    <small>
                      <FormattedMessage id={`programme.role.${role}`} />
                    </small>
                  </span>
                </li>,
              ]
            : []
        })}
      </ul>
      <div className="acts">
        <StarAction session={session.id} />
        {children}
      </div>
    </div>
  )
}

const texts = {
  ahead: { one: 'programme.starts', two: 'programme.starts.twoZones' },
  due: { one: 'programme.isDue', two: 'programme.isDue.twoZones' },
}

const minuteMs = 60_000
const hourMs = 60 * minuteMs
const dayMs = 24 * hourMs

function Countdown({ wait }: { readonly wait: number }) {
  if (wait <= 0) return <FormattedMessage id="programme.soon" />
  if (wait < 2 * hourMs)
    return <FormattedMessage id="programme.minutes" values={{ count: Math.ceil(wait / minuteMs) }} />
  if (wait < 2 * dayMs)
    return <FormattedMessage id="programme.hours" values={{ count: Math.round(wait / hourMs) }} />
  return <FormattedMessage id="programme.dayCount" values={{ count: Math.round(wait / dayMs) }} />
}

function StarAction({ session }: { readonly session: SessionId }) {
  const me = useMaybeMe()
  const on = useStars().has(session)
  if (!me) return null
  return (
    <ToggleButton kind="stage" on={on} onToggle={(next) => star(session, next)}>
      <Icon name="star" filled={on} />
      <FormattedMessage id="programme.inMyDay" />
    </ToggleButton>
  )
}
