import type { ReactNode } from 'react'
import { FormattedMessage, useIntl } from 'react-intl'
import { Link, Navigate, useSearchParams } from 'react-router'
import { safePath } from '@rostrum/shared/features/people/people.policy.ts'
import { useSession } from '#kernel/me.ts'
import { Plenary } from '#ui/Hemicycle.tsx'
import { Icon } from '#ui/Icon.tsx'
import { SignInPanel } from '../../features/people/SignInPanel.tsx'
import { forumPath, useForum, useForumDays, useText } from '../forum.tsx'
import { slots } from '../slots.tsx'
import { useTitle } from './useTitle.ts'

/** One field, and what the forum is. Who is in already goes on to where they wanted to go. */
export function SignInPage() {
  const { formatMessage } = useIntl()
  const session = useSession()
  const [search] = useSearchParams()
  const next = safePath(search.get('next'))
  useTitle(formatMessage({ id: 'people.signIn.title' }))
  if (session.state === 'signed-in') return <Navigate replace to={next} />
  return (
    <EntryFrame>
      <SignInPanel next={next} />
    </EntryFrame>
  )
}

/** The forum's face beside a step of coming in. */
export function EntryFrame({ children }: { readonly children: ReactNode }) {
  return (
    <div className="si">
      <ForumFace />
      <section className="entry">
        <div className="entry__in">{children}</div>
      </section>
    </div>
  )
}

function ForumFace() {
  const forum = useForum()
  const text = useText(forum)
  const days = useForumDays()
  const name = forum && text(forum.name)
  const subtitle = forum && text(forum.subtitle)
  return (
    <section className="theme on-stage" aria-labelledby="forum-name">
      <Plenary />
      <div className="theme__t">
        {forum && <p className="eyebrow">{days(forum)}</p>}
        <h1 className="display" id="forum-name" lang={name?.language} dir="auto">
          {name?.text ?? 'Rostrum'}
        </h1>
        {subtitle?.text && (
          <p className="lead" lang={subtitle.language} dir="auto">
            {subtitle.text}
          </p>
        )}
        <ul>
          {forum?.visibility === 'public' && slots.Programme && (
            <li>
              <Icon name="programme" size="sm" />
              <span>
                <FormattedMessage
                  id="people.signIn.programme"
                  values={{
                    link: (words) => <Link to={`${forumPath(forum)}/programme`}>{words}</Link>,
                  }}
                />
              </span>
            </li>
          )}
          <li>
            <Icon name="wifi" size="sm" />
            <span>
              <FormattedMessage id="people.signIn.slowLine" />
            </span>
          </li>
          <li>
            <Icon name="access" size="sm" />
            <span>
              <FormattedMessage id="people.signIn.access" />
            </span>
          </li>
        </ul>
      </div>
    </section>
  )
}
