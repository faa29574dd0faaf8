import type { ReactNode } from 'react'
import { FormattedMessage, FormattedTime, useIntl } from 'react-intl'
import type { Question } from '@rostrum/shared/features/questions/questions.contract.ts'
import { useNow } from '#kernel/now.ts'
import { Avatar } from '#ui/Avatar.tsx'
import { Icon } from '#ui/Icon.tsx'
import { Tag } from '#ui/marks.tsx'
import { UserBlock, UserText } from '#ui/UserText.tsx'

export interface QuestionItemProps {
  readonly question: Question
  readonly isMine: boolean
  readonly onReport: () => void
  /** The vote, on the side. */
  readonly children: ReactNode
}

export function QuestionItem({ question, isMine, onReport, children }: QuestionItemProps) {
  const { formatMessage } = useIntl()
  const isNow = question.state === 'answering'
  return (
    <article
      className={isNow ? 'q q--now' : 'q'}
      aria-label={formatMessage({ id: isNow ? 'questions.answeringNow' : 'questions.question' })}
    >
      {isNow && <Flag question={question} />}
      {children}
      <div>
        <UserBlock className="q__text">{question.text}</UserBlock>
        <p className="q__meta">
          <Asker question={question} isMine={isMine} />
          {question.assigned && !isNow && (
            <span>
              <FormattedMessage
                id="questions.to"
                values={{ name: <UserText key="name">{question.assigned.name}</UserText> }}
              />
            </span>
          )}
          {question.next && (
            <Tag tone="brand">
              <FormattedMessage id="questions.next" />
            </Tag>
          )}
          {question.state === 'answered' && !question.answer && (
            <Tag tone="ok">
              <Icon name="check" />
              <FormattedMessage id="questions.answeredLive" />
            </Tag>
          )}
          {!isMine && (
            <button type="button" className="link" onClick={onReport}>
              <FormattedMessage id="questions.report" />
            </button>
          )}
        </p>
        {question.answer && <WrittenAnswer answer={question.answer} />}
      </div>
    </article>
  )
}

function Flag({ question: { assigned, answeringSince } }: { readonly question: Question }) {
  return (
    <p className="q__flag">
      {assigned && <Avatar name={assigned.name} size="xs" />}
      <span>
        {assigned ? (
          <FormattedMessage
            id="questions.isAnswering"
            values={{ name: <UserText key="name">{assigned.name}</UserText> }}
          />
        ) : (
          <FormattedMessage id="questions.answeringNow" />
        )}
      </span>
      {answeringSince && <Elapsed since={Date.parse(answeringSince)} />}
    </p>
  )
}

function Elapsed({ since }: { readonly since: number }) {
  const seconds = Math.max(0, Math.floor((useNow(1_000) - since) / 1_000))
  const two = (it: number) => String(it).padStart(2, '0')
  return (
    <span className="push num" role="timer" aria-live="off">
      {two(Math.floor(seconds / 60))}:{two(seconds % 60)}
    </span>
  )
}

function Asker({
  question: { askers, by },
  isMine,
}: {
  readonly question: Question
  readonly isMine: boolean
}) {
  if (askers > 1)
    return (
      <span>
        <FormattedMessage id="questions.askedBy" values={{ people: askers }} />
      </span>
    )
  if (isMine)
    return (
      <span>
        <FormattedMessage id={by ? 'questions.yours' : 'questions.yoursAnonymous'} />
      </span>
    )
  if (!by)
    return (
      <span>
        <FormattedMessage id="questions.anonymous" />
      </span>
    )
  return (
    <>
      <UserText>{by.name}</UserText>
      {by.organisation && <UserText>{by.organisation}</UserText>}
    </>
  )
}

function WrittenAnswer({ answer: { by, at, text } }: { readonly answer: NonNullable<Question['answer']> }) {
  return (
    <div className="q__reply">
      <Avatar name={by.name} size="sm" />
      <div>
        <p className="meta">
          <FormattedMessage
            id="questions.answeredInWriting"
            values={{
              name: (
                <b key="name" className="strong">
                  <UserText>{by.name}</UserText>
                </b>
              ),
              time: (
                <time key="time" dateTime={at}>
                  <FormattedTime value={at} />
                </time>
              ),
            }}
          />
        </p>
        <UserBlock>{text}</UserBlock>
      </div>
    </div>
  )
}
