import { useId, useRef, useState } from 'react'
import type { KeyboardEvent, SyntheticEvent } from 'react'
import { FormattedMessage, useIntl } from 'react-intl'
import { chatLimits } from '@rostrum/shared/features/chat/chat.contract.ts'
import type { Message } from '@rostrum/shared/features/chat/chat.contract.ts'
import type { PersonId } from '@rostrum/shared/kernel/fields.ts'
import { useNow } from '#kernel/now.ts'
import { Button } from '#ui/Button.tsx'
import { Icon } from '#ui/Icon.tsx'
import { UserText } from '#ui/UserText.tsx'
import type { Saying } from './chat.actions.ts'
import { insertName, nameBeingTyped, namesLike } from './mentions.ts'
import type { Author } from './mentions.ts'

export interface ComposerProps {
  readonly text: string
  readonly onText: (text: string) => void
  readonly authors: readonly Author[]
  readonly answering: Message | undefined
  readonly onCancelAnswer: () => void
  /** Until when slow mode keeps this person from sending. */
  readonly waitUntil: Date | undefined
  readonly onSay: (saying: Saying) => void
}

export function Composer(props: ComposerProps) {
  const { text, onText, answering, waitUntil } = props
  const { formatMessage } = useIntl()
  const seconds = useSecondsLeft(waitUntil)
  const box = useRef<HTMLTextAreaElement>(null)
  const names = useMentions(props, () => box.current?.focus())
  const send = () => {
    const trimmed = text.trim()
    if (trimmed === '' || seconds > 0) return
    const mentions = props.authors.filter((it) => trimmed.includes(`@${it.name}`)).map((it) => it.id)
    props.onSay({
      text: trimmed,
      mentions: mentions.slice(0, chatLimits.mentions),
      ...(answering ? { answerTo: answering.id } : {}),
    })
    onText('')
  }
  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    if (names.onKeyDown(event)) return
    if (event.key === 'Escape' && answering) return props.onCancelAnswer()
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return
    event.preventDefault()
    send()
  }
  const onSubmit = (event: SyntheticEvent) => {
    event.preventDefault()
    send()
  }
  return (
    <form className="compose chatform" onSubmit={onSubmit}>
      {answering && <Answering message={answering} onCancel={props.onCancelAnswer} />}
      {names.list}
      <div className="compose__box">
        <textarea
          {...names.wiring}
          ref={box}
          rows={1}
          dir="auto"
          value={text}
          maxLength={chatLimits.text}
          aria-label={formatMessage({ id: 'chat.yourMessage' })}
          placeholder={formatMessage({ id: 'chat.placeholder' })}
          onChange={(event) => onText(event.target.value)}
          onKeyDown={onKeyDown}
        />
        <SendButton seconds={seconds} isEmpty={text.trim() === ''} />
      </div>
      <div className={seconds > 0 ? 'compose__row compose__row--now' : 'compose__row'}>
        {seconds > 0 ? (
          <FormattedMessage id="chat.draftKept" values={{ seconds }} />
        ) : (
          <FormattedMessage id="chat.hint" />
        )}
      </div>
    </form>
  )
}

/** Says why it does nothing yet. */
function SendButton({ seconds, isEmpty }: { readonly seconds: number; readonly isEmpty: boolean }) {
  const { formatMessage } = useIntl()
  if (seconds > 0)
    return (
      <Button kind="primary" notYet={formatMessage({ id: 'chat.canSendIn' }, { seconds })}>
        <Icon name="clock" />
        <span className="num">
          <FormattedMessage id="chat.seconds" values={{ seconds }} />
        </span>
      </Button>
    )
  return (
    <Button
      kind="primary"
      icon
      type="submit"
      aria-label={formatMessage({ id: 'chat.send' })}
      notYet={isEmpty ? formatMessage({ id: 'chat.writeFirst' }) : undefined}
    >
      <Icon name="send" />
    </Button>
  )
}

function Answering({ message, onCancel }: { readonly message: Message; readonly onCancel: () => void }) {
  const { formatMessage } = useIntl()
  return (
    <div className="row quote">
      <span className="grow clip" dir="auto">
        <FormattedMessage
          id="chat.answering"
          values={{ name: <UserText>{message.by?.name ?? ''}</UserText>, text: message.text ?? '' }}
        />
      </span>
      <Button
        kind="quiet"
        size="sm"
        icon
        aria-label={formatMessage({ id: 'chat.cancelAnswer' })}
        onClick={onCancel}
      >
        <Icon name="x" />
      </Button>
    </div>
  )
}

function useSecondsLeft(until: Date | undefined): number {
  const now = useNow(until ? 1_000 : 60_000)
  return until ? Math.max(0, Math.ceil((until.getTime() - now) / 1_000)) : 0
}

/** After an @, those who have written here, to choose from. */
function useMentions({ text, onText, authors }: ComposerProps, onChosen: () => void) {
  const id = useId()
  const [at, setAt] = useState(0)
  const [dismissed, setDismissed] = useState('')
  const typed = nameBeingTyped(text)
  const found = typed === undefined || dismissed === text ? [] : namesLike(authors, typed)
  const chosen = found[Math.min(at, found.length - 1)]

  const choose = (author: Author) => {
    onText(insertName(text, author.name))
    setAt(0)
    onChosen()
  }
  const onKeyDown = (event: KeyboardEvent): boolean => {
    if (!chosen) return false
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (step !== undefined) setAt((now) => (now + step + found.length) % found.length)
    else if (event.key === 'Enter' || event.key === 'Tab') choose(chosen)
    else if (event.key === 'Escape') setDismissed(text)
    else return false
    event.preventDefault()
    return true
  }
  const wiring = chosen
    ? {
        'aria-autocomplete': 'list' as const,
        'aria-controls': id,
        'aria-activedescendant': `${id}-${chosen.id}`,
      }
    : {}
  const list = chosen && <NameList {...{ id, found, chosen, onChoose: choose }} />
  return { onKeyDown, wiring, list }
}

interface NameListProps {
  readonly id: string
  readonly found: readonly Author[]
  readonly chosen: Author
  readonly onChoose: (author: Author) => void
}

function NameList({ id, found, chosen, onChoose }: NameListProps) {
  const { formatMessage } = useIntl()
  return (
    <div id={id} className="mentions" role="listbox" aria-label={formatMessage({ id: 'chat.mention' })}>
      {found.map((it: { id: PersonId; name: string }) => (
        // The keys are the text field's, which keeps the focus.
        // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/interactive-supports-focus
        <div
          key={it.id}
          id={`${id}-${it.id}`}
          role="option"
          className="menu__item"
          aria-selected={it.id === chosen.id}
          onPointerDown={(event) => event.preventDefault()}
          onClick={() => onChoose(it)}
        >
          <UserText>{it.name}</UserText>
        </div>
      ))}
    </div>
  )
}
