import { useState } from 'react'
import { FormattedMessage, FormattedTime } from 'react-intl'
import { questionLimits } from '@rostrum/shared/features/questions/questions.contract.ts'
import type { MyQuestion } from '@rostrum/shared/features/questions/questions.contract.ts'
import { allows, mayWithdraw } from '@rostrum/shared/features/questions/questions.policy.ts'
import { Button } from '#ui/Button.tsx'
import { TextArea } from '#ui/Field.tsx'
import { Icon } from '#ui/Icon.tsx'
import type { IconName } from '#ui/icons.ts'
import { UserBlock, UserText } from '#ui/UserText.tsx'

export interface OwnQuestionProps {
  readonly question: MyQuestion
  /** Resolves to false when it was not taken. */
  readonly onEdit: (text: string) => Promise<boolean>
  readonly onWithdraw: (on: boolean) => void
}

const icons: Partial<Record<MyQuestion['state'], IconName>> = {
  waiting: 'clock',
  dismissed: 'x',
  withdrawn: 'undo',
  merged: 'merge',
}

/** One's own question that the room does not see: where it stands, and what one can still do. */
export function OwnQuestion({ question, onEdit, onWithdraw }: OwnQuestionProps) {
  const [isEditing, setEditing] = useState(false)
  const { state, text, reason } = question
  return (
    <article className="q q--mine">
      <div className="row row--between">
        <span className="state">
          <Icon name={icons[state] ?? 'check'} />
          <span>
            <FormattedMessage id={`questions.mine.${state}`} />
          </span>
        </span>
        <time className="meta meta--3 num" dateTime={question.askedAt}>
          <FormattedTime value={question.askedAt} />
        </time>
      </div>
      {isEditing ? (
        <EditForm text={text} onSave={onEdit} onClose={() => setEditing(false)} />
      ) : (
        <UserBlock className="q__text">{text}</UserBlock>
      )}
      {reason && (
        <p className="sm">
          <FormattedMessage
            id="questions.reason"
            values={{ reason: <UserText key="reason">{reason}</UserText> }}
          />
        </p>
      )}
      {state === 'waiting' && !isEditing && (
        <p className="hint">
          <FormattedMessage id="questions.onlyYou" />
        </p>
      )}
      {!isEditing && <Acts question={question} onEdit={() => setEditing(true)} onWithdraw={onWithdraw} />}
    </article>
  )
}

function Acts({
  question,
  onEdit,
  onWithdraw,
}: {
  readonly question: MyQuestion
  readonly onEdit: () => void
  readonly onWithdraw: (on: boolean) => void
}) {
  const { state } = question
  if (state !== 'withdrawn' && !mayWithdraw(question)) return null
  return (
    <div className="q__acts">
      {allows(state, 'edit') && (
        <Button kind="quiet" size="sm" onClick={onEdit}>
          <Icon name="edit" />
          <FormattedMessage id="questions.edit" />
        </Button>
      )}
      <Button kind="quiet" size="sm" onClick={() => onWithdraw(state !== 'withdrawn')}>
        <Icon name="undo" />
        <FormattedMessage id={state === 'withdrawn' ? 'questions.bringBack' : 'questions.withdraw'} />
      </Button>
    </div>
  )
}

function EditForm({
  text,
  onSave,
  onClose,
}: {
  readonly text: string
  readonly onSave: (text: string) => Promise<boolean>
  readonly onClose: () => void
}) {
  const [words, setWords] = useState(text)
  const [state, setState] = useState<'writing' | 'saving' | 'refused'>('writing')
  const save = async () => {
    if (words.trim() === text) return onClose()
    setState('saving')
    if (await onSave(words.trim())) onClose()
    else setState('refused')
  }
  return (
    <div className="stack" style={{ '--gap': 'var(--s-2)' } as object}>
      <TextArea
        label={<FormattedMessage id="questions.yourQuestion" />}
        labelHidden
        // oxlint-disable-next-line jsx-a11y/no-autofocus -- the person has just asked to edit
        autoFocus
        maxLength={questionLimits.text}
        value={words}
        error={state === 'refused' && <FormattedMessage id="questions.editTooLate" />}
        onChange={(event) => setWords(event.target.value)}
        onKeyDown={(event) => event.key === 'Escape' && onClose()}
      />
      <div className="row" style={{ '--gap': 'var(--s-2)' } as object}>
        <Button kind="primary" size="sm" busy={state === 'saving'} onClick={() => void save()}>
          <FormattedMessage id="questions.save" />
        </Button>
        <Button kind="quiet" size="sm" onClick={onClose}>
          <FormattedMessage id="questions.cancel" />
        </Button>
      </div>
    </div>
  )
}
