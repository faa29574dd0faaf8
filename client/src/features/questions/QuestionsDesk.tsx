import { leads } from '@rostrum/shared/kernel/actor.ts'
import type { ForumId, SessionId } from '@rostrum/shared/kernel/fields.ts'
import { useStanding } from '#kernel/me.ts'
import { ModeratorQuestions } from './ModeratorQuestions.tsx'
import { PanellistQuestions } from './PanellistQuestions.tsx'
import type { Panellist } from './TriageForms.tsx'

export interface QuestionsDeskProps {
  readonly forum: ForumId
  readonly session: SessionId
  readonly panellists: readonly Panellist[]
}

/** Behind the scenes: all of it for those who run the session, what concerns them for the others. */
export function QuestionsDesk({ forum, session, panellists }: QuestionsDeskProps) {
  const standing = useStanding({ forum, session })
  return leads(standing) ? (
    <ModeratorQuestions session={session} panellists={panellists} />
  ) : (
    <PanellistQuestions session={session} />
  )
}
