import { FormattedMessage } from 'react-intl'
import { Icon } from '#ui/Icon.tsx'
import { SettingsSection, SettingsSwitch } from './SettingsSection.tsx'
import type { EditProps } from './YouSection.tsx'

export function PrivacySection({ me, edit: { save } }: EditProps) {
  return (
    <SettingsSection id="privacy" intro={<FormattedMessage id="people.privacy.intro" />}>
      <div className="card card--flush list">
        <SettingsSwitch
          label={<FormattedMessage id="people.listed" />}
          hint={<FormattedMessage id="people.listed.hint" />}
          checked={me.listed}
          onChange={(listed) => void save({ listed })}
        />
      </div>
      <div className="row row--wrap">
        <a className="btn" href="/api/me/data" download>
          <Icon name="attach" />
          <FormattedMessage id="people.data" />
        </a>
        <span className="meta">
          <FormattedMessage id="people.data.hint" />
        </span>
      </div>
    </SettingsSection>
  )
}
