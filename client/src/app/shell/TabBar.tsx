import { FormattedMessage, useIntl } from 'react-intl'
import { NavLink } from 'react-router'
import { Icon } from '#ui/Icon.tsx'
import { useDestinations } from './navigation.ts'

/** The main navigation within reach of a thumb. */
export function TabBar() {
  const { formatMessage } = useIntl()
  const destinations = useDestinations()
  if (destinations.length < 2) return null
  return (
    <nav className="tabbar" aria-label={formatMessage({ id: 'shell.mainNavigation' })}>
      <ul style={{ gridTemplateColumns: `repeat(${destinations.length}, 1fr)` }}>
        {destinations.map(({ id, to, icon }) => (
          <li key={id}>
            <NavLink to={to} end>
              <Icon name={icon} />
              <span>
                <FormattedMessage id={id} />
              </span>
            </NavLink>
          </li>
        ))}
      </ul>
    </nav>
  )
}
