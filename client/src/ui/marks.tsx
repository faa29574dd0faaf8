import type { ReactNode } from 'react'
import { FormattedMessage, FormattedNumber, useIntl } from 'react-intl'

/** A small fact about a thing. Never something to press. */
export function Tag({
  tone,
  children,
}: {
  readonly tone?: 'brand' | 'accent' | 'ok' | 'warn' | 'live' | 'line' | 'stage'
  readonly children: ReactNode
}) {
  return <span className={tone ? `tag tag--${tone}` : 'tag'}>{children}</span>
}

/** How many. Red only for things that wait for this very person. */
export function Badge({ count, forMe = false }: { readonly count: number; readonly forMe?: boolean }) {
  return (
    <span className={forMe ? 'badge' : 'badge badge--quiet'}>
      <FormattedNumber value={count} />
    </span>
  )
}

export function LiveMark() {
  return (
    <span className="live">
      <FormattedMessage id="ui.live" />
    </span>
  )
}

const hues = ['lake', 'clay', 'fern', 'plum', 'ochre', 'slate'] as const

/** Gives what is in it a track's colour. */
export const trackClass = (hue: number): string => `tk-${hues[(hue - 1) % hues.length] ?? 'lake'}`

/** A track of the programme: its colour, one of six, and always its name. */
export function TrackMark({ hue, children }: { readonly hue: number; readonly children: ReactNode }) {
  return <span className={`track ${trackClass(hue)}`}>{children}</span>
}

const words = { 4: 'ui.line.good', 3: 'ui.line.fair', 2: 'ui.line.weak', 1: 'ui.line.lost' } as const
export type LineQuality = keyof typeof words

/** Four bars and a word, and more words if there are any. */
export function LineMark({
  quality,
  short = false,
  children,
}: {
  readonly quality: LineQuality
  readonly short?: boolean
  readonly children?: ReactNode
}) {
  const { formatMessage } = useIntl()
  const word = formatMessage({ id: words[quality] })
  return (
    <span className="conn" data-q={quality}>
      <span className="conn__bars" aria-hidden="true">
        <i />
        <i />
        <i />
        <i />
      </span>
      <span className={short ? 'sr-only' : 'nowrap'}>
        {word}
        {children}
      </span>
    </span>
  )
}
