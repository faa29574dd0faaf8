import { FormattedMessage, useIntl } from 'react-intl'
import { Link, NavLink, useLocation } from 'react-router'
import { useMaybeMe, useSession } from '#kernel/me.ts'
import { buttonClass } from '#ui/Button.tsx'
import { ForumMark } from './ForumMark.tsx'
import { LanguageMenu } from './LanguageMenu.tsx'
import { OwnMenu } from './OwnMenu.tsx'
import { useDestinations } from './navigation.ts'

export function TopBar() {
  const { formatMessage } = useIntl()
  const destinations = useDestinations()
  return (
    <header className="topbar" data-region>
      <div className="topbar__in">
        <ForumMark />
        <nav className="mainnav" aria-label={formatMessage({ id: 'shell.mainNavigation' })}>
          <ul>
            {destinations.map(({ id, to }) => (
              <li key={id}>
                <NavLink to={to} end>
                  <FormattedMessage id={id} />
                </NavLink>
              </li>
            ))}
          </ul>
        </nav>
        <div className="topbar__end">
          <LanguageMenu />
          <OwnCorner />
        </div>
      </div>
    </header>
  )
}

/** The own menu, or the way to it. */
function OwnCorner() {
  const session = useSession()
  const me = useMaybeMe()
  const { pathname, search } = useLocation()
  if (me) return <OwnMenu me={me} />
  if (session.state !== 'signed-out') return null
  return (
    <Link
      className={buttonClass({ kind: 'primary', size: 'sm' })}
      to={`/sign-in?next=${encodeURIComponent(pathname + search)}`}
    >
      <FormattedMessage id="shell.signIn" />
    </Link>
  )
}
