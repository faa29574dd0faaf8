import { useState } from 'react'
import type { ReactNode } from 'react'
import { FormattedMessage } from 'react-intl'
import type { QuestionCounts } from '@rostrum/shared/features/questions/questions.contract.ts'
import { Dialog } from '#ui/Dialog.tsx'

const strong = (parts: ReactNode) => <b className="num">{parts}</b>

/** How many were asked, answered and merged, for everyone to see; and how it is decided. */
export function QuestionStats({
  counts,
  moderated,
}: {
  readonly counts: QuestionCounts
  readonly moderated: boolean
}) {
  const [isOpen, setOpen] = useState(false)
  return (
    <p className="qstats">
      <Counts counts={counts} />
      <button type="button" className="link push" onClick={() => setOpen(true)}>
        <FormattedMessage id="questions.how.open" />
      </button>
      {isOpen && (
        <Dialog title={<FormattedMessage id="questions.how.title" />} sheet onClose={() => setOpen(false)}>
          <HowWeChoose moderated={moderated} />
        </Dialog>
      )}
    </p>
  )
}

export function Counts({ counts: { received, answered, merged } }: { readonly counts: QuestionCounts }) {
  return (
    <>
      <span>
        <FormattedMessage id="questions.received" values={{ count: received, b: strong }} />
      </span>
      <span>
        <FormattedMessage id="questions.answered" values={{ count: answered, b: strong }} />
      </span>
      <span>
        <FormattedMessage id="questions.merged" values={{ count: merged, b: strong }} />
      </span>
    </>
  )
}

function HowWeChoose({ moderated }: { readonly moderated: boolean }) {
  return (
    <div className="stack" style={{ '--gap': 'var(--s-3)' } as object}>
      <p>
        <FormattedMessage id={moderated ? 'questions.how.moderated' : 'questions.how.unmoderated'} />
      </p>
      <p>
        <FormattedMessage id="questions.how.votes" />
      </p>
      <p>
        <FormattedMessage id="questions.how.merged" />
      </p>
    </div>
  )
}
