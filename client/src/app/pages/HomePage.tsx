import { FormattedMessage, useIntl } from 'react-intl'
import { useParams } from 'react-router'
import { useMaybeMe } from '#kernel/me.ts'
import { Boundary } from '#ui/Boundary.tsx'
import { Hemicycle } from '#ui/Hemicycle.tsx'
import { cityOf, deviceZone, useNow } from '#ui/time.tsx'
import type { Forum } from '@rostrum/shared/features/programme/programme.contract.ts'
import { useForum, useForums, useText } from '../forum.tsx'
import { slots } from '../slots.tsx'
import { NotFoundPage } from './NotFoundPage.tsx'
import { PageState } from './PageState.tsx'
import { useTitle } from './useTitle.ts'
import './home.css'

/** What is live for me and one button to join; then my day. */
export function HomePage() {
  const { slug } = useParams()
  const forums = useForums()
  const forum = useForum()
  const text = useText(forum)
  useTitle(forum && text(forum.name).text)
  if (forums.state !== 'ready') return <PageState of={forums} />
  if (!forum || forum.slug !== slug) return <NotFoundPage />
  return (
    <>
      <DayBar forum={forum} />
      <div className="page">
        <div className={slots.HomeSide ? 'home home--two' : 'home'}>
          {slots.HomeSessions && (
            <Boundary>
              <slots.HomeSessions forum={forum} />
            </Boundary>
          )}
          {slots.HomeSide && (
            <aside className="home__side stack">
              <Boundary>
                <slots.HomeSide forum={forum} />
              </Boundary>
            </aside>
          )}
        </div>
      </div>
    </>
  )
}

/** The day and the time of both places, and a greeting. */
function DayBar({ forum }: { readonly forum: Forum }) {
  const { formatDate, formatTime } = useIntl()
  const me = useMaybeMe()
  const text = useText(forum)
  const now = useNow(15_000)
  const zone = me?.timeZone ?? deviceZone()
  const time = (timeZone: string) => (
    <FormattedMessage
      id="ui.timeIn"
      values={{ time: formatTime(now, { timeZone }), city: cityOf(timeZone) }}
    />
  )
  return (
    <div className="daybar">
      <div className="daybar__in">
        <div className="daybar__t">
          <p className="meta row row--wrap">
            <span>{formatDate(now, { timeZone: zone, weekday: 'long', day: 'numeric', month: 'long' })}</span>
            <span className="num">{time(zone)}</span>
            {zone !== forum.timeZone && <span className="num">{time(forum.timeZone)}</span>}
          </p>
          <h1 className="display">
            {me?.name ? (
              <FormattedMessage id="page.home.welcome" values={{ name: <bdi>{me.name}</bdi> }} />
            ) : (
              <span lang={text(forum.name).language}>{text(forum.name).text}</span>
            )}
          </h1>
          {text(forum.subtitle).text && (
            <p className="lead" lang={text(forum.subtitle).language}>
              {text(forum.subtitle).text}
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
