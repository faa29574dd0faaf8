import { FormattedMessage, useIntl } from 'react-intl'
import { useParams } from 'react-router'
import { runsForum } from '@rostrum/shared/kernel/actor.ts'
import type { ForumId } from '@rostrum/shared/kernel/fields.ts'
import { useStanding } from '#kernel/me.ts'
import { Boundary } from '#ui/Boundary.tsx'
import { useForum, useForums } from '../forum.tsx'
import { slots } from '../slots.tsx'
import { NotFoundPage } from './NotFoundPage.tsx'
import { PageState } from './PageState.tsx'
import { useTitle } from './useTitle.ts'

/** For those who keep the forum safe. To anybody else it answers like a page that does not exist. */
export function ModerationPage() {
  const { slug } = useParams()
  const { formatMessage } = useIntl()
  const forums = useForums()
  const forum = useForum()
  const standing = useStanding({ forum: forum?.id ?? ('' as ForumId) })
  useTitle(formatMessage({ id: 'shell.moderation' }))
  if (forums.state !== 'ready') return <PageState of={forums} />
  if (!forum || forum.slug !== slug || !slots.Moderation || !runsForum(standing)) return <NotFoundPage />
  return (
    <div className="page">
      <div className="page-head">
        <h1 className="h-page">
          <FormattedMessage id="shell.moderation" />
        </h1>
      </div>
      <Boundary>
        <slots.Moderation forum={forum} />
      </Boundary>
    </div>
  )
}
