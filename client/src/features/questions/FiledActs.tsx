import { FormattedMessage } from 'react-intl'
import type { FiledQuestion } from '@rostrum/shared/features/questions/questions.contract.ts'
import { allows } from '@rostrum/shared/features/questions/questions.policy.ts'
import { Button, ToggleButton } from '#ui/Button.tsx'
import { Icon } from '#ui/Icon.tsx'
import type { IconName } from '#ui/icons.ts'
import type { FiledHandlers } from './FiledItem.tsx'

export type FiledForm = 'dismiss' | 'merge' | 'assign' | 'answer' | 'label'

/** What the first button does, by where the question stands. */
export const primaryAct = {
  waiting: 'approve',
  approved: 'answerNow',
  answering: 'markAnswered',
  answered: undefined,
  dismissed: undefined,
  merged: undefined,
  withdrawn: undefined,
} as const satisfies Record<FiledQuestion['state'], string | undefined>

export const formKeys = { KeyM: 'merge', KeyS: 'assign', KeyR: 'answer', KeyX: 'dismiss' } as const

const forms: readonly { readonly form: FiledForm; readonly icon: IconName }[] = [
  { form: 'merge', icon: 'merge' },
  { form: 'assign', icon: 'usercheck' },
  { form: 'answer', icon: 'edit' },
  { form: 'label', icon: 'flag' },
]

export interface FiledActsProps extends FiledHandlers {
  readonly question: FiledQuestion
  readonly isBusy: boolean
}

export function FiledActs(props: FiledActsProps) {
  const { question, isBusy, onPrimary, onOpen, onUndo, onNext } = props
  const { state } = question
  const primary = primaryAct[state]
  return (
    <div className="tri__a">
      {primary && (
        <Button kind="primary" size="sm" busy={isBusy} onClick={onPrimary}>
          <Icon name="check" />
          <FormattedMessage id={`questions.acts.${primary}`} />
          <kbd aria-hidden="true">A</kbd>
        </Button>
      )}
      {allows(state, 'putNext') && (
        <ToggleButton size="sm" on={question.next} onToggle={onNext}>
          <FormattedMessage id="questions.next" />
        </ToggleButton>
      )}
      {forms
        .filter((it) => allows(state, it.form))
        .map((it) => (
          <Button key={it.form} size="sm" onClick={() => onOpen(it.form)}>
            <Icon name={it.icon} />
            <FormattedMessage id={`questions.acts.${it.form}`} />
          </Button>
        ))}
      {allows(state, 'dismiss') && (
        <Button kind="quiet" size="sm" onClick={() => onOpen('dismiss')}>
          <FormattedMessage id="questions.desk.dismiss" />
        </Button>
      )}
      {question.undoable && (
        <Button kind="quiet" size="sm" busy={isBusy} onClick={onUndo}>
          <Icon name="undo" />
          <FormattedMessage id="ui.undo" />
        </Button>
      )}
    </div>
  )
}
