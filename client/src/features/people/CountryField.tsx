import { useMemo } from 'react'
import { FormattedMessage, useIntl } from 'react-intl'
import { Select } from '#ui/Field.tsx'
import { countryChoices } from './choices.ts'

export interface ChoiceFieldProps<T extends string> {
  readonly value: T | null
  readonly onChange: (value: T | null) => void
}

export function CountryField({ value, onChange }: ChoiceFieldProps<string>) {
  const { locale } = useIntl()
  const choices = useMemo(() => countryChoices(locale), [locale])
  return (
    <Select
      label={<FormattedMessage id="people.country" />}
      autoComplete="country"
      value={value ?? ''}
      onChange={(event) => onChange(event.target.value || null)}
    >
      <NotSaid />
      {choices.map((it) => (
        <option key={it.value} value={it.value}>
          {it.label}
        </option>
      ))}
    </Select>
  )
}

export function NotSaid() {
  const { formatMessage } = useIntl()
  return <option value="">{formatMessage({ id: 'people.notSaid' })}</option>
}
