import { FormattedMessage, useIntl } from 'react-intl'
import type { QuestionSettings } from '@rostrum/shared/features/questions/questions.contract.ts'
import type { SessionId } from '@rostrum/shared/kernel/fields.ts'
import { Switch } from '#ui/Field.tsx'
import { Icon } from '#ui/Icon.tsx'
import { PopoverButton } from '#ui/Popover.tsx'
import { showToast } from '#ui/toast.tsx'
import { act } from './questions.actions.ts'

const switches = ['open', 'moderated', 'anonymous'] as const

/** Whether questions are taken, looked at first, and may hide the asker's name: they act at once. */
export function QuestionsSettings({
  session,
  settings,
}: {
  readonly session: SessionId
  readonly settings: QuestionSettings
}) {
  const { formatMessage } = useIntl()
  const set = async (name: (typeof switches)[number], on: boolean) => {
    const refusal = await act('questions:configure', { session, [name]: on })
    if (refusal) showToast(formatMessage({ id: 'questions.desk.refused' }))
  }
  return (
    <PopoverButton
      kind="secondary"
      size="sm"
      label={formatMessage({ id: 'questions.settings.title' })}
      face={
        <>
          <Icon name="sliders" />
          <FormattedMessage id="questions.settings.title" />
        </>
      }
    >
      <div className="stack" style={{ '--gap': 'var(--s-2)' } as object}>
        {switches.map((it) => (
          <Switch key={it} checked={settings[it]} onChange={(on) => void set(it, on)}>
            <FormattedMessage id={`questions.settings.${it}`} />
          </Switch>
        ))}
      </div>
    </PopoverButton>
  )
}
