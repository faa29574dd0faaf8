import type { SessionDetail } from '@rostrum/shared/features/programme/programme.contract.ts'
import { useResource } from '#kernel/http.ts'
import { QuestionsBadge } from '../../features/questions/QuestionsBadge.tsx'
import { QuestionsDesk } from '../../features/questions/QuestionsDesk.tsx'
import { QuestionsPanel } from '../../features/questions/QuestionsPanel.tsx'
import type { SessionPlace } from '../slots.tsx'

export const QuestionsPart = ({ session }: SessionPlace) => <QuestionsPanel session={session} />
export const QuestionsTab = ({ session }: SessionPlace) => <QuestionsBadge session={session} />

/** Behind the scenes: the programme says who is on the panel. */
export function QuestionsDeskPart(place: SessionPlace) {
  const detail = useResource<SessionDetail>(`/api/sessions/${encodeURIComponent(place.session)}`)
  return <QuestionsDesk {...place} panellists={detail.state === 'ready' ? panelOf(detail.data) : []} />
}

function panelOf({ session, people }: SessionDetail) {
  const onPanel = new Set(session.people.filter((it) => it.role === 'panellist').map((it) => it.person))
  return people.filter((it) => onPanel.has(it.id))
}
