import { useState } from 'react'
import { useIntl } from 'react-intl'
import type { FiledQuestion, QuestionId } from '@rostrum/shared/features/questions/questions.contract.ts'
import type { SessionId } from '@rostrum/shared/kernel/fields.ts'
import { showToast } from '#ui/toast.tsx'
import { act } from './questions.actions.ts'
import type { Refusal } from './questions.actions.ts'

/** What every act of a moderator names: the question, and the version they looked at. */
interface Seen {
  readonly session: SessionId
  readonly question: QuestionId
  readonly base: number
}
type Deed =
  | 'approve'
  | 'dismiss'
  | 'merge'
  | 'assign'
  | 'label'
  | 'putNext'
  | 'answerNow'
  | 'markAnswered'
  | 'answer'

/** Why something was not done, and to which question. */
interface Notice {
  readonly text: string
  readonly question: string
}

export interface Desk {
  readonly isBusy: (id: string) => boolean
  readonly notice: Notice | undefined
  readonly forget: () => void
  readonly does: (
    question: FiledQuestion,
    deed: Deed,
    start: (seen: Seen) => Promise<Refusal | undefined>,
  ) => Promise<boolean>
  readonly undo: (question: Pick<FiledQuestion, 'id' | 'version' | 'text'>) => void
}

/** Does what a moderator decides, offers to take it back, and says kindly when somebody else was first. */
export function useDesk(session: SessionId): Desk {
  const { formatMessage } = useIntl()
  const [busy, setBusy] = useState<ReadonlySet<string>>(new Set())
  const [notice, setNotice] = useState<Notice>()

  const whyNot = ({ code, state }: Refusal, id: string): string => {
    const now = state as Partial<FiledQuestion> | undefined
    if (code !== 'conflict' || !now?.state) return formatMessage({ id: 'questions.desk.refused' })
    if (now.id !== id && now.state === 'answering') return formatMessage({ id: 'questions.conflict.other' })
    return formatMessage(
      { id: `questions.conflict.${now.state}` },
      { name: now.decidedBy?.name ?? formatMessage({ id: 'questions.conflict.somebody' }) },
    )
  }

  async function run(
    { id, text, version }: Pick<FiledQuestion, 'id' | 'version' | 'text'>,
    start: (seen: Seen) => Promise<Refusal | undefined>,
  ): Promise<boolean> {
    setBusy((all) => new Set(all).add(id))
    const refusal = await start({ session, question: id, base: version })
    setBusy((all) => new Set([...all].filter((it) => it !== id)))
    setNotice(refusal && { text: whyNot(refusal, id), question: text })
    return refusal === undefined
  }
  const undo: Desk['undo'] = (question) => void run(question, (seen) => act('questions:undo', seen))

  return {
    isBusy: (id) => busy.has(id),
    notice,
    forget: () => setNotice(undefined),
    undo,
    async does(question, deed, start) {
      const isDone = await run(question, start)
      if (isDone)
        showToast(formatMessage({ id: `questions.done.${deed}` }), () =>
          undo({ ...question, version: question.version + 1 }),
        )
      return isDone
    },
  }
}
