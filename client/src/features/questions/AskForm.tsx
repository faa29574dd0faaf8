import { useId } from 'react'
import type { FormEvent, KeyboardEvent, RefObject } from 'react'
import { FormattedMessage, useIntl } from 'react-intl'
import { questionLimits } from '@rostrum/shared/features/questions/questions.contract.ts'
import { Button } from '#ui/Button.tsx'
import { Checkbox } from '#ui/Field.tsx'
import { Icon } from '#ui/Icon.tsx'

export const emptyDraft = { text: '', anonymous: false }

export interface AskFormProps {
  readonly draft: typeof emptyDraft
  readonly onDraft: (change: Partial<typeof emptyDraft>) => void
  readonly mayHideName: boolean
  readonly onAsk: (text: string, anonymous: boolean) => void
  readonly field: RefObject<HTMLTextAreaElement | null>
}

export function AskForm({ draft, onDraft, mayHideName, onAsk, field }: AskFormProps) {
  const { formatMessage } = useIntl()
  const id = useId()
  const isEmpty = draft.text.trim() === ''
  const send = (event?: FormEvent) => {
    event?.preventDefault()
    if (isEmpty) return
    onAsk(draft.text.trim(), mayHideName && draft.anonymous)
    onDraft({ text: '' })
    field.current?.focus()
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) send()
  }
  return (
    <form className="compose" onSubmit={send}>
      <div className="compose__box">
        <textarea
          ref={field}
          rows={1}
          dir="auto"
          aria-label={formatMessage({ id: 'questions.yourQuestion' })}
          aria-describedby={`${id}-count`}
          placeholder={formatMessage({ id: 'questions.placeholder' })}
          maxLength={questionLimits.text}
          value={draft.text}
          onChange={(event) => onDraft({ text: event.target.value })}
          onKeyDown={onKeyDown}
        />
        <Button
          type="submit"
          kind="primary"
          icon
          aria-label={formatMessage({ id: 'questions.send' })}
          notYet={isEmpty ? formatMessage({ id: 'questions.writeFirst' }) : undefined}
        >
          <Icon name="send" />
        </Button>
      </div>
      <div className="compose__row">
        {mayHideName && (
          <Checkbox checked={draft.anonymous} onChange={(anonymous) => onDraft({ anonymous })}>
            <FormattedMessage id="questions.hideName" />
          </Checkbox>
        )}
        <span className="push num" id={`${id}-count`}>
          <FormattedMessage
            id="questions.count"
            values={{ used: draft.text.length, most: questionLimits.text }}
          />
        </span>
      </div>
    </form>
  )
}
