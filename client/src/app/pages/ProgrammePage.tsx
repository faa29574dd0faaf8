import { useIntl } from 'react-intl'
import { useParams } from 'react-router'
import { Boundary } from '#ui/Boundary.tsx'
import { useForum, useForums } from '../forum.tsx'
import { slots } from '../slots.tsx'
import { NotFoundPage } from './NotFoundPage.tsx'
import { PageState } from './PageState.tsx'
import { useTitle } from './useTitle.ts'

export function ProgrammePage() {
  const { slug } = useParams()
  const { formatMessage } = useIntl()
  const forums = useForums()
  const forum = useForum()
  useTitle(formatMessage({ id: 'shell.programme' }))
  if (forums.state !== 'ready') return <PageState of={forums} />
  if (!forum || forum.slug !== slug || !slots.Programme) return <NotFoundPage />
  return (
    <div className="page">
      <Boundary>
        <slots.Programme forum={forum} />
      </Boundary>
    </div>
  )
}
