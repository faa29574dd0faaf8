import { FormattedMessage } from 'react-intl'
import type { SessionId } from '@rostrum/shared/kernel/fields.ts'
import { useSlice } from '#kernel/live.ts'
import { Select, Switch } from '#ui/Field.tsx'
import { configure } from './chat.actions.ts'
import { chatStore } from './chat.store.ts'

const choices = [0, 10, 30, 60, 300]

/** For those who run the session: who may write, and how often. Each change acts at once. */
export function ChatSettingsForm({ session }: { readonly session: SessionId }) {
  const { open, slowModeSeconds } = useSlice(chatStore, 'session', session).settings
  const steps = choices.includes(slowModeSeconds) ? choices : [...choices, slowModeSeconds]
  return (
    <div className="stack">
      <Switch checked={open} onChange={(on) => void configure(session, { open: on })}>
        <FormattedMessage id="chat.settings.open" />
      </Switch>
      <Select
        label={<FormattedMessage id="chat.settings.slow" />}
        value={slowModeSeconds}
        onChange={(event) => void configure(session, { slowModeSeconds: Number(event.target.value) })}
      >
        {steps.map((seconds) => (
          <FormattedMessage key={seconds} id="chat.settings.seconds" values={{ seconds }}>
            {(label) => <option value={seconds}>{label}</option>}
          </FormattedMessage>
        ))}
      </Select>
    </div>
  )
}
