import { FormattedMessage, useIntl } from 'react-intl'
import { nameMax } from '@rostrum/shared/features/people/people.contract.ts'
import type { Profile } from '@rostrum/shared/features/people/people.contract.ts'
import { Avatar } from '#ui/Avatar.tsx'
import { CountryField } from './CountryField.tsx'
import { GroupField } from './GroupField.tsx'
import { KeptField } from './KeptField.tsx'
import { SettingsSection } from './SettingsSection.tsx'
import type { ProfileEdit } from './useProfileEdit.ts'

export interface EditProps {
  readonly me: Profile
  readonly edit: ProfileEdit
}

/** What others see, and what is only counted. */
export function YouSection({ me, edit: { save, invalid } }: EditProps) {
  const { formatMessage } = useIntl()
  const wrong = (field: string, id: string) => (invalid.has(field) ? formatMessage({ id }) : undefined)
  return (
    <SettingsSection id="you" intro={<FormattedMessage id="people.you.intro" />}>
      <div className="card card--pad stack">
        <div className="row">
          <Avatar name={me.name} size="xl" />
          <div className="grow">
            <p className="strong">
              <bdi>{me.name}</bdi>
            </p>
            <p className="meta acct__mail">
              <FormattedMessage id="people.you.email" values={{ email: <bdi dir="ltr">{me.email}</bdi> }} />
            </p>
          </div>
        </div>
        <div className="g2">
          <KeptField
            label={formatMessage({ id: 'people.name' })}
            error={wrong('name', 'people.name.wrong')}
            autoComplete="name"
            maxLength={nameMax}
            value={me.name}
            onKeep={(name) => void save({ name })}
          />
          <KeptField
            label={formatMessage({ id: 'people.organisation' })}
            error={wrong('organisation', 'people.organisation.wrong')}
            autoComplete="organization"
            maxLength={120}
            value={me.organisation ?? ''}
            onKeep={(organisation) => void save({ organisation: organisation || null })}
          />
        </div>
      </div>
      <div className="card card--pad stack">
        <p className="sm people__quiet">
          <FormattedMessage id="people.you.counted" />
        </p>
        <div className="g2">
          <CountryField value={me.country} onChange={(country) => void save({ country })} />
          <GroupField
            value={me.stakeholderGroup}
            onChange={(stakeholderGroup) => void save({ stakeholderGroup })}
          />
          <KeptField
            label={formatMessage({ id: 'people.gender' })}
            hint={formatMessage({ id: 'people.gender.hint' })}
            maxLength={60}
            value={me.gender ?? ''}
            onKeep={(gender) => void save({ gender: gender || null })}
          />
        </div>
      </div>
    </SettingsSection>
  )
}
