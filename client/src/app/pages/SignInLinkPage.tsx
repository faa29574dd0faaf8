import { useState } from 'react'
import { useIntl } from 'react-intl'
import { useLocation, useNavigate } from 'react-router'
import { LinkPanel } from '../../features/people/LinkPanel.tsx'
import { EntryFrame } from './SignInPage.tsx'
import { useTitle } from './useTitle.ts'

/** The page behind the link in a mail. Its token stands after the `#`, which browsers send to nobody. */
export function SignInLinkPage() {
  const { formatMessage } = useIntl()
  const { hash } = useLocation()
  const navigate = useNavigate()
  const [token] = useState(hash.slice(1))
  useTitle(formatMessage({ id: 'people.signIn.title' }))
  return (
    <EntryFrame>
      <LinkPanel
        token={token}
        onDone={(next) => void navigate(next, { replace: true })}
        onAskAnew={() => void navigate('/sign-in', { replace: true })}
      />
    </EntryFrame>
  )
}
