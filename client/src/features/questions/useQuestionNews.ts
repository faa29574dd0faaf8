import { useEffect, useRef } from 'react'
import { useIntl } from 'react-intl'
import type { MyQuestion, Question } from '@rostrum/shared/features/questions/questions.contract.ts'
import { announce } from '#kernel/announce.ts'

const told = ['approved', 'answering', 'answered', 'dismissed', 'merged'] as const
const isTold = (state: string): state is (typeof told)[number] => (told as readonly string[]).includes(state)

/** Says aloud how many questions are new, and what has become of one's own. */
export function useQuestionNews(
  questions: readonly Question[],
  mine: readonly MyQuestion[],
  isLoading: boolean,
): void {
  const { formatMessage } = useIntl()
  const known = useRef<Set<string>>(undefined)
  const states = useRef(new Map<string, string>())
  useEffect(() => {
    if (isLoading) return
    const before = known.current
    const fresh = questions.filter((it) => !before?.has(it.id)).length
    if (before && fresh > 0)
      announce(formatMessage({ id: 'questions.new' }, { count: fresh }), 'polite', 'questions.new')
    known.current = new Set(questions.map((it) => it.id))
  }, [questions, isLoading, formatMessage])
  useEffect(() => {
    for (const { id, state } of mine) {
      const before = states.current.get(id)
      states.current.set(id, state)
      if (before !== undefined && before !== state && isTold(state))
        announce(formatMessage({ id: `questions.news.${state}` }), 'polite', `questions.news.${id}`)
    }
  }, [mine, formatMessage])
}
