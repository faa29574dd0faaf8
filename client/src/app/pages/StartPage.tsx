import { FormattedMessage } from 'react-intl'
import { Link, Navigate } from 'react-router'
import { Empty } from '#ui/states.tsx'
import { forumPath, useForumDays, useForums, useText } from '../forum.tsx'
import { PageState } from './PageState.tsx'
import { useTitle } from './useTitle.ts'

/** The door: straight into the only forum, or a choice of several. */
export function StartPage() {
  const forums = useForums()
  const text = useText(undefined)
  const days = useForumDays()
  useTitle(undefined)
  if (forums.state !== 'ready') return <PageState of={forums} />
  const [first, ...others] = forums.data.forums
  if (!first)
    return (
      <div className="page">
        <Empty title={<FormattedMessage id="page.start.none" />}>
          <p>
            <FormattedMessage id="page.start.noneText" />
          </p>
        </Empty>
      </div>
    )
  if (others.length === 0) return <Navigate replace to={forumPath(first)} />
  return (
    <div className="page">
      <h1 className="h-page">
        <FormattedMessage id="page.start.title" />
      </h1>
      <ul className="stack" style={{ marginBlockStart: 'var(--s-5)' }}>
        {forums.data.forums.map((forum) => (
          <li key={forum.id} className="card card--link">
            <h2 className="h-card">
              <Link className="plain stretch" to={forumPath(forum)} lang={text(forum.name).language}>
                {text(forum.name).text}
              </Link>
            </h2>
            <p className="meta">{days(forum)}</p>
          </li>
        ))}
      </ul>
    </div>
  )
}
