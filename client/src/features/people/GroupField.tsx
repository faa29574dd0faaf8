import { FormattedMessage, useIntl } from 'react-intl'
import { StakeholderGroup } from '@rostrum/shared/features/people/people.contract.ts'
import type { Profile } from '@rostrum/shared/features/people/people.contract.ts'
import { Select } from '#ui/Field.tsx'
import { NotSaid } from './CountryField.tsx'
import type { ChoiceFieldProps } from './CountryField.tsx'

type Group = NonNullable<Profile['stakeholderGroup']>

export function GroupField({ value, onChange }: ChoiceFieldProps<Group>) {
  const { formatMessage } = useIntl()
  const groups = StakeholderGroup.options
  return (
    <Select
      label={<FormattedMessage id="people.group" />}
      value={value ?? ''}
      onChange={(event) => onChange(groups.find((it) => it === event.target.value) ?? null)}
    >
      <NotSaid />
      {groups.map((it) => (
        <option key={it} value={it}>
          {formatMessage({ id: `people.group.${it}` })}
        </option>
      ))}
    </Select>
  )
}
