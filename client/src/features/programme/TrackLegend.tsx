import { FormattedMessage } from 'react-intl'
import { TrackMark } from '#ui/marks.tsx'
import { LocalText } from './LocalText.tsx'
import type { ProgrammeView } from './programme.store.ts'

interface TrackLegendProps {
  readonly programme: ProgrammeView
  /** Some sessions are shown though they do not pass the filters. */
  readonly dimmed: boolean
}

export function TrackLegend({ programme, dimmed }: TrackLegendProps) {
  return (
    <div className="row row--wrap legend-row">
      {[...programme.tracks.values()].map((it) => (
        <TrackMark key={it.id} hue={it.hue}>
          <LocalText texts={it.name} fallbacks={programme.forum.languages} />
        </TrackMark>
      ))}
      {dimmed && (
        <span className="meta meta--3 push">
          <FormattedMessage id="programme.dimmed" />
        </span>
      )}
    </div>
  )
}
