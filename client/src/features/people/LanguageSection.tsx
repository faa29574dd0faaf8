import { useMemo } from 'react'
import { FormattedMessage, useIntl } from 'react-intl'
import { useLanguage } from '#kernel/i18n.tsx'
import { uiLanguages } from '#kernel/languages.ts'
import { useNow } from '#kernel/now.ts'
import { Chip } from '#ui/Button.tsx'
import { Select } from '#ui/Field.tsx'
import { cityOf, deviceZone } from '#ui/time.ts'
import { spokenLanguages, zoneChoices, zoneLabel } from './choices.ts'
import { SettingsSection } from './SettingsSection.tsx'
import type { EditProps } from './YouSection.tsx'

export function LanguageSection({
  me,
  edit: { save },
  forumZone,
}: EditProps & { readonly forumZone: string | undefined }) {
  const { language, choose } = useLanguage()
  const understood = new Set(me.languages)
  const toggle = (tag: string, on: boolean) =>
    void save({ languages: on ? [...me.languages, tag] : me.languages.filter((it) => it !== tag) })
  return (
    <SettingsSection id="language">
      <div className="card card--pad stack">
        <div className="g2">
          <Select
            label={<FormattedMessage id="people.language" />}
            value={language}
            onChange={({ target }) => {
              const chosen = uiLanguages.find((it) => it.tag === target.value)
              if (!chosen) return
              choose(chosen.tag)
              void save({ language: chosen.tag })
            }}
          >
            {uiLanguages.map(({ tag, name }) => (
              <option key={tag} value={tag} lang={tag}>
                {name}
              </option>
            ))}
          </Select>
          <ZoneField
            zone={me.timeZone}
            forumZone={forumZone}
            onChange={(timeZone) => void save({ timeZone })}
          />
        </div>
        <div className="field" role="group" aria-labelledby="understood">
          <span className="label" id="understood">
            <FormattedMessage id="people.languages" />
          </span>
          <div className="chips">
            {spokenLanguages.map(({ value, label }) => (
              <Chip key={value} on={understood.has(value)} onToggle={(on) => toggle(value, on)}>
                <span lang={value}>{label}</span>
              </Chip>
            ))}
          </div>
        </div>
      </div>
    </SettingsSection>
  )
}

interface ZoneFieldProps {
  readonly zone: string | null
  readonly forumZone: string | undefined
  readonly onChange: (zone: string | null) => void
}

function ZoneField({ zone, forumZone, onChange }: ZoneFieldProps) {
  const { locale, formatTime, formatMessage } = useIntl()
  const now = useNow()
  const hour = Math.floor(now / 3_600_000)
  const groups = useMemo(() => zoneChoices(locale, new Date(hour * 3_600_000)), [locale, hour])
  const mine = zone ?? deviceZone()
  const device = zoneLabel(deviceZone(), locale, new Date(now))
  return (
    <Select
      label={<FormattedMessage id="people.zone" />}
      value={zone ?? ''}
      hint={
        forumZone !== undefined && forumZone !== mine ? (
          <FormattedMessage
            id="people.zone.two"
            values={{
              mine: formatTime(now, { timeZone: mine }),
              theirs: formatTime(now, { timeZone: forumZone }),
              city: cityOf(forumZone),
            }}
          />
        ) : (
          <FormattedMessage id="people.zone.one" values={{ mine: formatTime(now, { timeZone: mine }) }} />
        )
      }
      onChange={(event) => onChange(event.target.value || null)}
    >
      <option value="">{formatMessage({ id: 'people.zone.device' }, { zone: device })}</option>
      {groups.map(([continent, zones]) => (
        <optgroup key={continent} label={continent}>
          {zones.map((it) => (
            <option key={it.value} value={it.value}>
              {it.label}
            </option>
          ))}
        </optgroup>
      ))}
    </Select>
  )
}
