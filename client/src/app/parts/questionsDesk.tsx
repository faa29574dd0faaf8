import type { SessionDetail } from '@rostrum/shared/features/programme/programme.contract.ts'
import { useResource } from '#kernel/http.ts'
import { QuestionsDesk } from '../../features/questions/QuestionsDesk.tsx'
import type { SessionPlace } from '../slots.tsx'

/** Behind the scenes: the programme says who is on the panel. */
export function QuestionsDeskPart(place: SessionPlace) {
  const detail = useResource<SessionDetail>(`/api/sessions/${encodeURIComponent(place.session)}`)
  return <QuestionsDesk {...place} panellists={detail.state === 'ready' ? panelOf(detail.data) : []} />
}

function panelOf({ session, people }: SessionDetail) {
  const onPanel = new Set(session.people.filter((it) => it.role === 'panellist').map((it) => it.person))
  return people.filter((it) => onPanel.has(it.id))
}
