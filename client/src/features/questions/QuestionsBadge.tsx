import type { SessionId } from '@rostrum/shared/kernel/fields.ts'
import { useSlice } from '#kernel/live.ts'
import { Badge } from '#ui/marks.tsx'
import { questionsStore } from './questions.store.ts'

/** How many questions are open, beside the name of their tab. */
export function QuestionsBadge({ session }: { readonly session: SessionId }) {
  const { counts } = useSlice(questionsStore, 'session', session)
  const open = counts.listed - counts.answered
  return open > 0 ? <Badge count={open} /> : null
}
