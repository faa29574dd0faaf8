import type { ReactNode } from 'react'
import { FormattedMessage } from 'react-intl'
import type { PendingCommand } from '#kernel/live.ts'
import { Button } from '#ui/Button.tsx'
import { Icon } from '#ui/Icon.tsx'
import { UserBlock } from '#ui/UserText.tsx'

type Unsent = PendingCommand<'questions:ask'>

/** A question on its way, waiting for the line, or not taken: said in words, with what can be done. */
export function UnsentQuestion({
  question,
  onEdit,
}: {
  readonly question: Unsent
  readonly onEdit: () => void
}) {
  const { state, input } = question
  return (
    <article className="q q--mine">
      <State state={state} why={whyNot(question)} />
      <UserBlock className="q__text">{input.text}</UserBlock>
      {state !== 'sending' && (
        <div className="q__acts">
          {state === 'refused' && (
            <Button kind="quiet" size="sm" onClick={question.retry}>
              <Icon name="refresh" />
              <FormattedMessage
                id={question.code === 'expired' ? 'questions.sendNow' : 'questions.tryAgain'}
              />
            </Button>
          )}
          <Button kind="quiet" size="sm" onClick={onEdit}>
            <Icon name="edit" />
            <FormattedMessage id="questions.edit" />
          </Button>
          <Button kind="quiet" size="sm" onClick={question.discard}>
            <Icon name="x" />
            <FormattedMessage id="questions.remove" />
          </Button>
        </div>
      )}
    </article>
  )
}

function State({ state, why }: { readonly state: Unsent['state']; readonly why: ReactNode }) {
  if (state === 'sending')
    return (
      <span className="state">
        <Icon name="refresh" />
        <FormattedMessage id="questions.sending" />
      </span>
    )
  if (state === 'queued')
    return (
      <span className="state state--queued">
        <Icon name="clock" />
        <FormattedMessage id="questions.queued" />
      </span>
    )
  return (
    <span className="state q__refused" role="alert">
      <Icon name="alert" />
      <span>{why}</span>
    </span>
  )
}

function whyNot({ code, reply }: Unsent): ReactNode {
  const what = (reply as { what?: string } | undefined)?.what
  if (code === 'closed' && what === 'waiting') return <FormattedMessage id="questions.notSent.waiting" />
  if (code === 'closed' && what === 'anonymous') return <FormattedMessage id="questions.notSent.anonymous" />
  if (code === 'closed') return <FormattedMessage id="questions.notSent.closed" />
  if (code === 'forbidden') return <FormattedMessage id="questions.notSent.muted" />
  if (code === 'expired') return <FormattedMessage id="questions.notSent.expired" />
  return <FormattedMessage id="questions.notSent.other" />
}
