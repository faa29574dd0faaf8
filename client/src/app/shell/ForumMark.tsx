import { Link } from 'react-router'
import { Mark } from '#ui/Hemicycle.tsx'
import { forumPath, useForum, useForumDays, useText } from '../forum.tsx'

/** Whose forum this is, and the way to its home. */
export function ForumMark() {
  const forum = useForum()
  const text = useText(forum)
  const days = useForumDays()
  const name = forum && text(forum.name)
  return (
    <Link className="mark" to={forum ? forumPath(forum) : '/'}>
      <Mark />
      <span className="mark__text">
        {name ? (
          <span className="mark__name" lang={name.language}>
            {name.text}
          </span>
        ) : (
          <span className="mark__name">Rostrum</span>
        )}
        {forum && <span className="mark__sub">{days(forum)}</span>}
      </span>
    </Link>
  )
}
