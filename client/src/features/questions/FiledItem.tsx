import type { ReactNode } from 'react'
import { FormattedMessage, FormattedTime } from 'react-intl'
import { questionLimits } from '@rostrum/shared/features/questions/questions.contract.ts'
import type { FiledQuestion } from '@rostrum/shared/features/questions/questions.contract.ts'
import type { PersonId } from '@rostrum/shared/kernel/fields.ts'
import { Button } from '#ui/Button.tsx'
import { Icon } from '#ui/Icon.tsx'
import { Tag } from '#ui/marks.tsx'
import { UserBlock, UserText } from '#ui/UserText.tsx'
import { FiledActs } from './FiledActs.tsx'
import type { FiledForm } from './FiledActs.tsx'
import { AssignPicker, DismissForm, MergePicker, WordsForm } from './TriageForms.tsx'
import type { Panellist } from './TriageForms.tsx'

/** What can be done to a question, by whatever hand: button, key or form. */
export interface FiledHandlers {
  readonly onPrimary: () => void
  readonly onOpen: (form: FiledForm | undefined) => void
  readonly onUndo: () => void
  readonly onDismiss: (reason: string) => void
  readonly onMerge: (into: FiledQuestion) => void
  readonly onAssign: (to: PersonId | null) => void
  readonly onAnswer: (text: string) => void
  readonly onLabel: (label: string | null) => void
  readonly onNext: (on: boolean) => void
}

export interface FiledItemProps extends FiledHandlers {
  readonly question: FiledQuestion
  readonly votes: number | undefined
  /** Another question like this one, that it could be merged into. */
  readonly like: { readonly question: FiledQuestion; readonly votes: number | undefined } | undefined
  readonly candidates: readonly FiledQuestion[]
  readonly panellists: readonly Panellist[]
  readonly form: FiledForm | undefined
  readonly isSelected: boolean
  readonly isBusy: boolean
}

export function FiledItem(props: FiledItemProps) {
  const { question, like, form, isSelected } = props
  return (
    <article
      className={isSelected ? 'tri tri--sel' : 'tri'}
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- the keys A M S R X Z act on it
      tabIndex={isSelected ? 0 : -1}
      data-question={question.id}
    >
      <div>
        <UserBlock className="tri__t">{question.text}</UserBlock>
        <Who {...props} />
      </div>
      {question.answer && (
        <p className="well sm" dir="auto">
          {question.answer.text}
        </p>
      )}
      {like && question.state === 'waiting' && form !== 'merge' && (
        <div className="sim">
          <span>
            <b className="strong">
              {like.votes === undefined ? (
                <FormattedMessage id="questions.desk.likeWaiting" />
              ) : (
                <FormattedMessage id="questions.desk.like" values={{ votes: like.votes }} />
              )}
            </b>{' '}
            <UserText>{like.question.text}</UserText>
          </span>
          <Button size="sm" onClick={() => props.onMerge(like.question)}>
            <Icon name="merge" />
            <FormattedMessage id="questions.desk.mergeKeep" />
          </Button>
        </div>
      )}
      <Settled question={question} />
      {form ? <Form {...props} form={form} /> : <FiledActs {...props} />}
    </article>
  )
}

function Who({ question: { by, anonymous, askedAt, askers, assigned, label, next }, votes }: FiledItemProps) {
  const name = <UserText key="name">{by.name}</UserText>
  return (
    <p className="meta tri__meta">
      {anonymous ? (
        <>
          <b className="strong">
            <FormattedMessage id="questions.desk.hiddenName" />
          </b>
          <span>
            <FormattedMessage id="questions.desk.youSee" values={{ name }} />
          </span>
        </>
      ) : (
        <b className="strong">{name}</b>
      )}
      {by.organisation && <UserText>{by.organisation}</UserText>}
      <time className="num" dateTime={askedAt}>
        <FormattedTime value={askedAt} />
      </time>
      {votes !== undefined && <Fact id="questions.desk.votes" values={{ votes }} />}
      {askers > 1 && <Fact id="questions.askedBy" values={{ people: askers }} />}
      {assigned && (
        <Fact id="questions.to" values={{ name: <UserText key="to">{assigned.name}</UserText> }} />
      )}
      {next && (
        <Tag tone="brand">
          <FormattedMessage id="questions.next" />
        </Tag>
      )}
      {label && (
        <Tag tone="line">
          <UserText>{label}</UserText>
        </Tag>
      )}
    </p>
  )
}

function Fact({ id, values }: { readonly id: string; readonly values: Record<string, ReactNode> }) {
  return (
    <span>
      <FormattedMessage id={id} values={values} />
    </span>
  )
}

/** How it got where it is, in words. */
function Settled({ question: { state, reason, decidedBy } }: Pick<FiledItemProps, 'question'>) {
  const name = decidedBy && <UserText key="name">{decidedBy.name}</UserText>
  if (state === 'dismissed')
    return (
      <p className="state">
        <Icon name="x" />
        <span>
          <FormattedMessage
            id="questions.desk.dismissedFor"
            values={{ reason: <UserText key="reason">{reason ?? ''}</UserText> }}
          />
        </span>
      </p>
    )
  if (!name || state === 'waiting') return null
  return (
    <p className="state">
      <Icon name={state === 'merged' ? 'merge' : 'check'} />
      <span>
        <FormattedMessage
          id={state === 'merged' ? 'questions.desk.mergedBy' : 'questions.desk.approvedBy'}
          values={{ name }}
        />
      </span>
    </p>
  )
}

function Form(props: FiledItemProps & { readonly form: FiledForm }) {
  const { question, form, onOpen } = props
  const onClose = () => onOpen(undefined)
  switch (form) {
    case 'dismiss':
      return <DismissForm onDismiss={props.onDismiss} onClose={onClose} />
    case 'merge':
      return <MergePicker candidates={props.candidates} onMerge={props.onMerge} onClose={onClose} />
    case 'assign':
      return (
        <>
          <AssignPicker
            panellists={props.panellists}
            assigned={question.assigned?.id}
            onAssign={props.onAssign}
          />
          <div>
            <Button kind="quiet" size="sm" onClick={onClose}>
              <FormattedMessage id="questions.cancel" />
            </Button>
          </div>
        </>
      )
    case 'answer':
      return (
        <WordsForm
          label={<FormattedMessage id="questions.desk.answerLabel" />}
          hint={<FormattedMessage id="questions.desk.answerHint" />}
          send={<FormattedMessage id="questions.desk.publishAnswer" />}
          most={questionLimits.answer}
          initial={question.answer?.text ?? ''}
          lines={3}
          onSend={props.onAnswer}
          onClose={onClose}
        />
      )
    case 'label':
      return (
        <WordsForm
          label={<FormattedMessage id="questions.desk.label" />}
          hint={<FormattedMessage id="questions.desk.labelHint" />}
          send={<FormattedMessage id="questions.save" />}
          most={questionLimits.label}
          initial={question.label ?? ''}
          isOptional
          onSend={(text) => props.onLabel(text === '' ? null : text)}
          onClose={onClose}
        />
      )
    default:
      return form satisfies never
  }
}
