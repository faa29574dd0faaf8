import { FormattedMessage } from 'react-intl'
import type { Forum } from '@rostrum/shared/features/programme/programme.contract.ts'
import { dayIn, daysBetween, minutesIn } from '@rostrum/shared/kernel/zones.ts'
import { useMaybeMe } from '#kernel/me.ts'
import { useNow } from '#kernel/now.ts'
import { useClocks } from '#kernel/times.ts'
import { Hemicycle } from '#ui/Hemicycle.tsx'
import { LocalText } from './LocalText.tsx'
import './home.css'

/** Which day of the forum it is, what the clocks show, and a greeting. */
export function DayBar({ forum }: { readonly forum: Forum }) {
  const now = useNow()
  const clocks = useClocks(forum.timeZone)
  const me = useMaybeMe()
  const days = daysBetween(forum.days.first, forum.days.last)
  const number = days.indexOf(dayIn(clocks.forum, now)) + 1
  return (
    <div className="daybar">
      <div className="daybar__in">
        <div className="daybar__t">
          <p className="meta daybar__when">
            <FormattedMessage
              id={number > 0 ? 'programme.dayOf' : 'programme.dayOutside'}
              values={{ day: clocks.day(dayIn(clocks.mine, now), 'longDay'), number, count: days.length }}
            />
            {' · '}
            <span className="num">
              <FormattedMessage
                id={clocks.same(now) ? 'programme.clock' : 'programme.clocks'}
                values={{ mine: clocks.time(now), forum: clocks.forumTime(now) }}
              />
            </span>
          </p>
          <h1 className="display">
            {me?.name ? (
              <FormattedMessage
                id={greeting(minutesIn(clocks.mine, now))}
                values={{ name: <bdi key="name">{me.name.split(' ')[0]}</bdi> }}
              />
            ) : (
              <LocalText texts={forum.name} fallbacks={forum.languages} />
            )}
          </h1>
          {Object.keys(forum.subtitle).length > 0 && (
            <p className="meta meta--3">
              <LocalText texts={forum.subtitle} fallbacks={forum.languages} />
            </p>
          )}
        </div>
        <div className="daybar__fig" aria-hidden="true">
          <Hemicycle />
        </div>
      </div>
    </div>
  )
}

const noon = 12 * 60
const evening = 18 * 60
const morning = 5 * 60

function greeting(minutes: number): string {
  if (minutes >= morning && minutes < noon) return 'programme.goodMorning'
  if (minutes >= noon && minutes < evening) return 'programme.goodAfternoon'
  return 'programme.goodEvening'
}
