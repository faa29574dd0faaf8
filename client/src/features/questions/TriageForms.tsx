import { useState } from 'react'
import type { ReactNode } from 'react'
import { FormattedMessage, useIntl } from 'react-intl'
import { questionLimits } from '@rostrum/shared/features/questions/questions.contract.ts'
import type { FiledQuestion } from '@rostrum/shared/features/questions/questions.contract.ts'
import type { PersonId } from '@rostrum/shared/kernel/fields.ts'
import { Avatar } from '#ui/Avatar.tsx'
import { Button, Chip } from '#ui/Button.tsx'
import { TextArea, TextField } from '#ui/Field.tsx'
import { Icon } from '#ui/Icon.tsx'
import { UserText } from '#ui/UserText.tsx'

/** Somebody a question can be given to. */
export interface Panellist {
  readonly id: PersonId
  readonly name: string
}

interface FormProps {
  readonly label: ReactNode
  readonly hint?: ReactNode
  readonly send: ReactNode
  readonly most: number
  readonly initial?: string
  readonly isOptional?: boolean
  readonly lines?: number
  readonly onSend: (text: string) => void
  readonly onClose: () => void
}

/** One field and one decision. */
export function WordsForm(props: FormProps) {
  const { label, hint, send, most, initial = '', isOptional = false, lines = 1, onSend, onClose } = props
  const { formatMessage } = useIntl()
  const [text, setText] = useState(initial)
  const isEmpty = text.trim() === '' && !isOptional
  const common = {
    label,
    hint,
    maxLength: most,
    value: text,
    // oxlint-disable-next-line jsx-a11y/no-autofocus -- it was opened to be written in
    autoFocus: true,
  }
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- Esc leaves the form
    <form
      className="well tri__form"
      onSubmit={(event) => {
        event.preventDefault()
        if (!isEmpty) onSend(text.trim())
      }}
      onKeyDown={(event) => event.key === 'Escape' && onClose()}
    >
      {lines > 1 ? (
        <TextArea {...common} rows={lines} onChange={(event) => setText(event.target.value)} />
      ) : (
        <TextField {...common} onChange={(event) => setText(event.target.value)} />
      )}
      <div className="row row--wrap" style={{ '--gap': 'var(--s-2)' } as object}>
        <Button
          type="submit"
          kind="primary"
          size="sm"
          notYet={isEmpty ? formatMessage({ id: 'questions.desk.writeFirst' }) : undefined}
        >
          {send}
        </Button>
        <Button kind="quiet" size="sm" onClick={onClose}>
          <FormattedMessage id="questions.cancel" />
        </Button>
      </div>
    </form>
  )
}

const reasons = ['topic', 'asked', 'clear', 'tone'] as const

/** The asker is told the reason; the usual ones are one press away. */
export function DismissForm({
  onDismiss,
  onClose,
}: {
  readonly onDismiss: (reason: string) => void
  readonly onClose: () => void
}) {
  const { formatMessage } = useIntl()
  return (
    <div className="tri__form">
      <div className="chips" role="group" aria-label={formatMessage({ id: 'questions.desk.reasons' })}>
        {reasons.map((it) => {
          const reason = formatMessage({ id: `questions.reasons.${it}` })
          return (
            <button key={it} type="button" className="chip" onClick={() => onDismiss(reason)}>
              {reason}
            </button>
          )
        })}
      </div>
      <WordsForm
        label={<FormattedMessage id="questions.desk.reason" />}
        hint={<FormattedMessage id="questions.desk.reasonHint" />}
        send={<FormattedMessage id="questions.desk.dismiss" />}
        most={questionLimits.reason}
        onSend={onDismiss}
        onClose={onClose}
      />
    </div>
  )
}

export function AssignPicker({
  panellists,
  assigned,
  onAssign,
}: {
  readonly panellists: readonly Panellist[]
  readonly assigned: string | undefined
  readonly onAssign: (to: PersonId | null) => void
}) {
  const { formatMessage } = useIntl()
  return (
    <div className="field">
      <span className="meta strong">
        <FormattedMessage id="questions.desk.assignTo" />
      </span>
      <div className="chips" role="group" aria-label={formatMessage({ id: 'questions.desk.assignTo' })}>
        {panellists.length === 0 && <FormattedMessage id="questions.desk.noPanellists" />}
        {panellists.map((it) => (
          <Chip
            key={it.id}
            on={it.id === assigned}
            onToggle={() => onAssign(it.id === assigned ? null : it.id)}
          >
            <Avatar name={it.name} size="xs" />
            <UserText>{it.name}</UserText>
            {it.id === assigned && <Icon name="check" />}
          </Chip>
        ))}
      </div>
    </div>
  )
}

const offeredAtOnce = 20

export function MergePicker({
  candidates,
  onMerge,
  onClose,
}: {
  readonly candidates: readonly FiledQuestion[]
  readonly onMerge: (into: FiledQuestion) => void
  readonly onClose: () => void
}) {
  const [words, setWords] = useState('')
  const wanted = words.trim().toLocaleLowerCase()
  const found = candidates.filter((it) => it.text.toLocaleLowerCase().includes(wanted))
  return (
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions -- Esc leaves the picker
    <div className="well tri__form" onKeyDown={(event) => event.key === 'Escape' && onClose()}>
      <TextField
        type="search"
        label={<FormattedMessage id="questions.desk.mergeInto" />}
        // oxlint-disable-next-line jsx-a11y/no-autofocus -- it was opened to be searched
        autoFocus
        value={words}
        onChange={(event) => setWords(event.target.value)}
      />
      {found.length === 0 && (
        <p className="hint">
          <FormattedMessage id="questions.desk.noneToMerge" />
        </p>
      )}
      <div className="merge__list">
        {found.slice(0, offeredAtOnce).map((it) => (
          <Button key={it.id} kind="secondary" size="sm" dir="auto" onClick={() => onMerge(it)}>
            {it.text}
          </Button>
        ))}
      </div>
      <div>
        <Button kind="quiet" size="sm" onClick={onClose}>
          <FormattedMessage id="questions.cancel" />
        </Button>
      </div>
    </div>
  )
}
