import { useEffect, useRef, useState } from 'react'
import type { ReactNode } from 'react'
import { FormattedMessage, useIntl } from 'react-intl'
import { Chip } from '#ui/Button.tsx'
import { Icon } from '#ui/Icon.tsx'
import { languageName, usePlainText } from './programme.names.ts'
import type { ProgrammeView } from './programme.store.ts'
import type { Change, View } from './useFilters.ts'

interface ProgrammeFiltersProps {
  readonly programme: ProgrammeView
  readonly view: View
  /** Stars and what is live are for those who have signed in. */
  readonly hasStars: boolean
  readonly onChange: (change: Change) => void
}

export function ProgrammeFilters({ programme, view, hasStars, onChange }: ProgrammeFiltersProps) {
  const { locale, formatMessage } = useIntl()
  const plain = usePlainText(programme.forum.languages)
  const spoken = [...new Set(programme.rows.map((it) => it.session.language))].toSorted()
  const named = (it: { readonly id: string; readonly name: Parameters<typeof plain>[0] }) =>
    [it.id, plain(it.name)] as const
  return (
    <search className="filters__bar" aria-label={formatMessage({ id: 'programme.filters' })}>
      <SearchField text={view.text ?? ''} onText={(text) => onChange({ text })} />
      <div className="chips chips--scroll">
        <ChipSelect
          label={formatMessage({ id: 'programme.track' })}
          all={formatMessage({ id: 'programme.track.all' })}
          value={view.track}
          options={[...programme.tracks.values()].map(named)}
          onChange={(track) => onChange({ track })}
        />
        <ChipSelect
          label={formatMessage({ id: 'programme.place' })}
          all={formatMessage({ id: 'programme.place.all' })}
          value={view.place}
          options={[...programme.places.values()].map(named)}
          onChange={(place) => onChange({ place })}
        />
        <ChipSelect
          label={formatMessage({ id: 'programme.language' })}
          all={formatMessage({ id: 'programme.language.all' })}
          value={view.language}
          options={spoken.map((it) => [it, languageName(locale, it)])}
          onChange={(language) => onChange({ language })}
        />
        {hasStars && (
          <>
            <Chip on={view.starred} onToggle={(on) => onChange({ starred: on ? '1' : undefined })}>
              <Icon name="star" />
              <FormattedMessage id="programme.starred" />
            </Chip>
            <Chip on={view.live} onToggle={(on) => onChange({ live: on ? '1' : undefined })}>
              <Icon name="play" />
              <FormattedMessage id="programme.liveNow" />
            </Chip>
          </>
        )}
      </div>
    </search>
  )
}

const typingMs = 200

/** Letters show at once; the address, and with it the list, follows when the fingers rest. */
function SearchField({ text, onText }: { readonly text: string; readonly onText: (text: string) => void }) {
  const { formatMessage } = useIntl()
  const [typed, setTyped] = useState(text)
  const told = useRef(text)
  useEffect(() => {
    if (text !== told.current) setTyped((told.current = text)) // cleared, or gone back
  }, [text])
  useEffect(() => {
    if (typed === told.current) return undefined
    const timer = setTimeout(() => onText((told.current = typed)), typingMs)
    return () => clearTimeout(timer)
  }, [typed, onText])
  return (
    <div className="search filters__search">
      <Icon name="search" />
      <input
        className="input"
        type="search"
        dir="auto"
        enterKeyHint="search"
        value={typed}
        maxLength={100}
        placeholder={formatMessage({ id: 'programme.search.hint' })}
        aria-label={formatMessage({ id: 'programme.search' })}
        onChange={(event) => setTyped(event.target.value)}
      />
    </div>
  )
}

interface ChipSelectProps {
  readonly label: string
  readonly all: string
  readonly value: string | undefined
  readonly options: readonly (readonly [value: string, name: string])[]
  readonly onChange: (value: string | undefined) => void
}

/** A filter with a list behind it: the browser's own, which every phone and reader knows. */
function ChipSelect({ label, all, value, options, onChange }: ChipSelectProps): ReactNode {
  if (options.length < 2) return null
  return (
    <span className={value ? 'chip chip--on chip--select' : 'chip chip--select'}>
      <select
        aria-label={label}
        value={value ?? ''}
        onChange={(event) => onChange(event.target.value || undefined)}
      >
        <option value="">{all}</option>
        {options.map(([id, name]) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </select>
      <Icon name="down" />
    </span>
  )
}
