import { memo } from 'react'
import { FormattedMessage, useIntl } from 'react-intl'
import { Link } from 'react-router'
import type { Session } from '@rostrum/shared/features/programme/programme.contract.ts'
import type { Row } from '@rostrum/shared/features/programme/programme.days.ts'
import { Icon } from '#ui/Icon.tsx'
import { LiveMark, Tag, TrackMark, trackClass } from '#ui/marks.tsx'
import { LocalText } from './LocalText.tsx'
import { StarButton } from './StarButton.tsx'
import { sessionPath, useLines } from './context.ts'
import { languageName, speakersOf, usePlainText } from './programme.names.ts'
import type { StageMark } from './programme.store.ts'

export function StageTag({ mark }: { readonly mark: StageMark | undefined }) {
  if (mark === 'live') return <LiveMark />
  if (mark === 'paused')
    return (
      <Tag tone="warn">
        <FormattedMessage id="programme.paused" />
      </Tag>
    )
  if (mark === 'ended')
    return (
      <Tag tone="line">
        <FormattedMessage id="programme.ended" />
      </Tag>
    )
  return null
}

export function TrackOf({ session }: { readonly session: Session }) {
  const { programme } = useLines()
  const track = programme.tracks.get(session.track ?? '')
  if (!track) return null
  return (
    <TrackMark hue={track.hue}>
      <LocalText texts={track.name} fallbacks={programme.forum.languages} />
    </TrackMark>
  )
}

export function PlaceOf({ session }: { readonly session: Session }) {
  const { programme } = useLines()
  const place = programme.places.get(session.place ?? '')
  return place ? <LocalText texts={place.name} fallbacks={programme.forum.languages} /> : null
}

/** The first speaker by name, the others by number. */
export function SpeakersOf({ session }: { readonly session: Session }) {
  const { programme } = useLines()
  const [first, ...others] = speakersOf(session, programme.people)
  if (!first) return null
  return (
    <FormattedMessage
      id="programme.speakers"
      values={{ name: <bdi key="name">{first.name}</bdi>, others: others.length }}
    />
  )
}

export const hueClass = (hue: number | undefined): string => (hue === undefined ? '' : trackClass(hue))

interface SessionLineProps {
  readonly row: Row
  readonly mark: StageMark | undefined
  readonly starred: boolean
}

/** One session in a list. */
export const SessionLine = memo(function SessionLine({ row, mark, starred }: SessionLineProps) {
  const { programme, clocks, hasStars } = useLines()
  const { locale } = useIntl()
  const { session, start, end } = row
  const fallbacks = programme.forum.languages
  const plain = usePlainText(fallbacks)
  return (
    <article className={`srow ${hueClass(programme.tracks.get(session.track ?? '')?.hue)}`}>
      <div className="stack srow__body">
        <p className="row row--wrap srow__head">
          <StageTag mark={mark} />
          <TrackOf session={session} />
          <span className="meta num">
            {clocks.range(start, end)}
            {session.place && ' · '}
            <PlaceOf session={session} />
          </span>
        </p>
        <h3 className="h-serif">
          <Link className="plain stretch" to={sessionPath(session.id)}>
            <LocalText texts={session.title} fallbacks={fallbacks} />
          </Link>
        </h3>
        <p className="meta">
          <SpeakersOf session={session} />
        </p>
        <p className="row row--wrap srow__tags">
          <Tag>
            <Icon name="globe" />
            {languageName(locale, session.language)}
          </Tag>
          <Tag>
            <FormattedMessage id={`programme.kind.${session.kind}`} />
          </Tag>
        </p>
      </div>
      {hasStars && <StarButton session={session.id} title={plain(session.title)} on={starred} />}
    </article>
  )
})
