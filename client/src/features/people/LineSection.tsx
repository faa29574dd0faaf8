import { FormattedMessage, useIntl } from 'react-intl'
import { choosePreferences, startModes, usePreferences } from '#kernel/preferences.ts'
import { Icon } from '#ui/Icon.tsx'
import type { IconName } from '#ui/icons.ts'
import { SettingsSection } from './SettingsSection.tsx'

const icons: Readonly<Record<(typeof startModes)[number], IconName>> = {
  auto: 'wifi',
  full: 'cam',
  saver: 'monitor',
  audio: 'head',
  text: 'text',
}

/** Where each session begins, on this device. */
export function LineSection() {
  const { formatMessage } = useIntl()
  const { startWith } = usePreferences()
  return (
    <SettingsSection id="line" intro={<FormattedMessage id="people.line.intro" />}>
      <div className="card card--pad">
        <div className="g2" role="radiogroup" aria-label={formatMessage({ id: 'people.line.begin' })}>
          {startModes.map((mode) => (
            <label key={mode} className="opt check">
              <input
                type="radio"
                name="start-with"
                checked={mode === startWith}
                onChange={() => choosePreferences({ startWith: mode })}
              />
              <span className="grow">
                <b className="strong">
                  <FormattedMessage id={`people.line.${mode}`} />
                </b>
                <span className="meta people__block">
                  <FormattedMessage id={`people.line.${mode}.hint`} />
                </span>
              </span>
              <Icon name={icons[mode]} />
            </label>
          ))}
        </div>
      </div>
    </SettingsSection>
  )
}
