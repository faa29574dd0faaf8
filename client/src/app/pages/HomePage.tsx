import { useParams } from 'react-router'
import { Boundary } from '#ui/Boundary.tsx'
import { DayBar } from '../../features/programme/DayBar.tsx'
import { useForum, useForums, useText } from '../forum.tsx'
import { slots } from '../slots.tsx'
import { NotFoundPage } from './NotFoundPage.tsx'
import { PageState } from './PageState.tsx'
import { useTitle } from './useTitle.ts'

/** What is live for me and one button to join; then my day, then what comes next. */
export function HomePage() {
  const { slug } = useParams()
  const forums = useForums()
  const forum = useForum()
  const text = useText(forum)
  useTitle(forum && text(forum.name).text)
  if (forums.state !== 'ready') return <PageState of={forums} />
  if (!forum || forum.slug !== slug) return <NotFoundPage />
  return (
    <>
      <DayBar forum={forum} />
      <div className="page">
        <Boundary>{slots.HomeSessions && <slots.HomeSessions forum={forum} />}</Boundary>
      </div>
    </>
  )
}
