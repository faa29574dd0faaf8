import { FormattedMessage, FormattedNumber, useIntl } from 'react-intl'
import { choosePreferences, textSizes, usePreferences } from '#kernel/preferences.ts'
import type { TextSize } from '#kernel/preferences.ts'
import { chooseTheme, themes, useTheme } from '#kernel/theme.ts'
import { SegmentedField } from '#ui/Segmented.tsx'
import { SettingsSection } from './SettingsSection.tsx'

/** How pages look on this device. */
export function PageSection() {
  const { formatMessage } = useIntl()
  const theme = useTheme()
  const { textSize } = usePreferences()
  return (
    <SettingsSection id="page" intro={<FormattedMessage id="people.page.intro" />}>
      <div className="card card--pad row row--wrap people__page">
        <SegmentedField
          label={formatMessage({ id: 'people.theme' })}
          value={theme}
          options={themes.map((value) => ({
            value,
            label: formatMessage({ id: `people.theme.${value}` }),
          }))}
          onChange={chooseTheme}
        />
        <SegmentedField
          label={formatMessage({ id: 'people.textSize' })}
          value={`${textSize}`}
          options={textSizes.map((size) => ({
            value: `${size}` as `${TextSize}`,
            label: <FormattedNumber value={size / 100} style="percent" />,
          }))}
          onChange={(value) =>
            choosePreferences({ textSize: textSizes.find((it) => `${it}` === value) ?? 100 })
          }
        />
      </div>
    </SettingsSection>
  )
}
