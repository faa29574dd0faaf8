import { useId } from 'react'
import type { ReactNode } from 'react'
import { FormattedMessage } from 'react-intl'

export interface SettingsSectionProps {
  readonly id: string
  readonly intro?: ReactNode
  readonly children: ReactNode
}

export function SettingsSection({ id, intro, children }: SettingsSectionProps) {
  return (
    <section className="set" aria-labelledby={id}>
      <h2 id={id} tabIndex={-1}>
        <FormattedMessage id={`people.settings.${id}`} />
      </h2>
      {intro && <p>{intro}</p>}
      {children}
    </section>
  )
}

export interface SettingsSwitchProps {
  readonly label: ReactNode
  readonly hint: ReactNode
  readonly checked: boolean
  readonly onChange: (on: boolean) => void
}

/** Its name and what it means on one side, the switch on the other. */
export function SettingsSwitch({ label, hint, checked, onChange }: SettingsSwitchProps) {
  const id = useId()
  return (
    <div className="sw">
      <span className="sm strong" id={id}>
        {label}
      </span>
      <span className="meta" id={`${id}-hint`}>
        {hint}
      </span>
      <label className="switch">
        <input
          type="checkbox"
          role="switch"
          aria-labelledby={id}
          aria-describedby={`${id}-hint`}
          aria-checked={checked}
          checked={checked}
          onChange={(event) => onChange(event.target.checked)}
        />
      </label>
    </div>
  )
}
