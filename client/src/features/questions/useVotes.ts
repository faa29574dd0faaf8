import { useState } from 'react'
import type { Question, QuestionId } from '@rostrum/shared/features/questions/questions.contract.ts'
import type { SessionId } from '@rostrum/shared/kernel/fields.ts'
import { usePending } from '#kernel/live.ts'
import { act } from './questions.actions.ts'
import { withWish } from './questions.lists.ts'

/** One's votes as they will be: a wish counts at once, until the server has answered and said so. */
export function useVotes(session: SessionId, votes: readonly QuestionId[], onRefused: () => void) {
  const [wishes, setWishes] = useState<Readonly<Record<string, boolean>>>({})
  const queued = usePending('questions:vote', (input) => input.session === session)
  const unsent = Object.fromEntries(queued.map((it) => [it.input.question, it.input.on]))
  const settled = Object.entries(wishes).filter(
    ([id, on]) => !(id in unsent) && votes.includes(id as QuestionId) === on,
  )
  if (settled.length > 0)
    setWishes(Object.fromEntries(Object.entries(wishes).filter(([id]) => !settled.some(([it]) => it === id))))

  return {
    of: ({ id, votes: count }: Question) => withWish(count, votes.includes(id), unsent[id] ?? wishes[id]),
    async set(question: QuestionId, on: boolean) {
      setWishes((all) => ({ ...all, [question]: on }))
      const refusal = await act('questions:vote', { session, question, on })
      if (!refusal) return
      setWishes(({ [question]: _refused, ...rest }) => rest)
      onRefused()
    },
  }
}
