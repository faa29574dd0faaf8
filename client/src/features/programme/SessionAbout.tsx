import { FormattedMessage, useIntl } from 'react-intl'
import type { SessionDetail } from '@rostrum/shared/features/programme/programme.contract.ts'
import type { SessionId } from '@rostrum/shared/kernel/fields.ts'
import { dayIn } from '@rostrum/shared/kernel/zones.ts'
import { pickText } from '@rostrum/shared/kernel/texts.ts'
import { useMaybeMe } from '#kernel/me.ts'
import { useClocks } from '#kernel/times.ts'
import { Avatar } from '#ui/Avatar.tsx'
import { UserBlock } from '#ui/UserText.tsx'
import { TrackMark } from '#ui/marks.tsx'
import { Failed, Skeleton } from '#ui/states.tsx'
import { LocalText } from './LocalText.tsx'
import { StarButton } from './StarButton.tsx'
import { When } from './When.tsx'
import { languageName, usePlainText } from './programme.names.ts'
import { failureText, useSessionDetail, useStars } from './programme.store.ts'
import './programme.css'

/** Everything the programme says of a session, in a tab of its own. */
export function SessionAbout({ session }: { readonly session: SessionId }) {
  const read = useSessionDetail(session)
  return (
    <div className="panel__scroll">
      {read.state === 'ready' && <About detail={read.data} />}
      {read.state === 'loading' && <Skeleton lines={6} />}
      {read.state === 'failed' && (
        <Failed onRetry={read.reload}>
          <FormattedMessage id={failureText(read.code)} />
        </Failed>
      )}
    </div>
  )
}

function About({ detail }: { readonly detail: SessionDetail }) {
  const { forum, session, track, place } = detail
  const { locale } = useIntl()
  const clocks = useClocks(forum.timeZone)
  const me = useMaybeMe()
  const stars = useStars()
  const plain = usePlainText(forum.languages)
  const [start, end] = [Date.parse(session.startsAt), Date.parse(session.endsAt)]
  return (
    <section className="stack about" aria-labelledby="h-about">
      <div className="row row--between row--top">
        <h2 id="h-about" className="h-serif about__title">
          <LocalText texts={session.title} fallbacks={forum.languages} />
        </h2>
        {me && <StarButton session={session.id} title={plain(session.title)} on={stars.has(session.id)} />}
      </div>
      <p className="meta strong">{clocks.day(dayIn(clocks.mine, start), 'longDay')}</p>
      <When start={start} end={end} clocks={clocks} />
      <Abstract detail={detail} />
      <dl className="dl">
        {track && (
          <>
            <dt>
              <FormattedMessage id="programme.track" />
            </dt>
            <dd>
              <TrackMark hue={track.hue}>
                <LocalText texts={track.name} fallbacks={forum.languages} />
              </TrackMark>
            </dd>
          </>
        )}
        {place && (
          <>
            <dt>
              <FormattedMessage id="programme.place" />
            </dt>
            <dd>
              <LocalText texts={place.name} fallbacks={forum.languages} />
            </dd>
          </>
        )}
        <dt>
          <FormattedMessage id="programme.kind" />
        </dt>
        <dd>
          <FormattedMessage id={`programme.kind.${session.kind}`} />
        </dd>
        <dt>
          <FormattedMessage id="programme.language" />
        </dt>
        <dd>{languageName(locale, session.language)}</dd>
      </dl>
      <People detail={detail} />
    </section>
  )
}

/** As it was written; in another language than the reader's it says so first. */
function Abstract({ detail: { forum, session } }: { readonly detail: SessionDetail }) {
  const { locale } = useIntl()
  const picked = pickText(session.abstract, locale, forum.languages)
  if (!picked) return null
  return (
    <div className="stack about__text">
      {picked.isFallback && (
        <p className="xl">
          <FormattedMessage
            id="programme.fallback.text"
            values={{ language: languageName(locale, picked.language) }}
          />
        </p>
      )}
      <UserBlock lang={picked.language}>{picked.text}</UserBlock>
    </div>
  )
}

function People({ detail: { session, people } }: { readonly detail: SessionDetail }) {
  const named = new Map(people.map((it) => [it.id, it]))
  const parts = session.people.flatMap(({ person, role }) => {
    const who = named.get(person)
    return who ? [{ ...who, role }] : []
  })
  if (parts.length === 0) return null
  return (
    <>
      <h3 className="h-card">
        <FormattedMessage id="programme.people" />
      </h3>
      <ul className="stack about__people">
        {parts.map((it) => (
          <li key={`${it.id} ${it.role}`} className="row row--top">
            <Avatar name={it.name} size="sm" />
            <div className="grow">
              <p className="sm strong">
                <bdi>{it.name}</bdi>
              </p>
              <p className="meta">
                <FormattedMessage id={`programme.role.${it.role}`} />
                {it.organisation && (
                  <>
                    {' · '}
                    <bdi>{it.organisation}</bdi>
                  </>
                )}
              </p>
            </div>
          </li>
        ))}
      </ul>
    </>
  )
}
