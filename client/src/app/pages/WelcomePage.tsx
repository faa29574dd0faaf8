import { FormattedMessage, useIntl } from 'react-intl'
import { Navigate, useSearchParams } from 'react-router'
import { safePath } from '@rostrum/shared/features/people/people.policy.ts'
import { useMe } from '#kernel/me.ts'
import { ProfileForm } from '../../features/people/ProfileForm.tsx'
import { EntryFrame } from './SignInPage.tsx'
import { useTitle } from './useTitle.ts'

/** Before somebody enters for the first time: their name. When it is known, this page leads on. */
export function WelcomePage() {
  const { formatMessage } = useIntl()
  const me = useMe()
  const [search] = useSearchParams()
  const next = safePath(search.get('next'))
  useTitle(formatMessage({ id: 'people.welcome.title' }))
  if (me.name) return <Navigate replace to={next} />
  return (
    <EntryFrame>
      <div>
        <h2 className="h-page">
          <FormattedMessage id="people.welcome.title" />
        </h2>
        <p className="sm people__under">
          <FormattedMessage id="people.welcome.intro" />
        </p>
      </div>
      <ProfileForm key={me.id} me={me} />
    </EntryFrame>
  )
}
