import { Outlet } from 'react-router'
import { FormattedMessage } from 'react-intl'

/** Pages with the main navigation. */
export function MainShell() {
  return (
    <>
      <a className="skip" href="#main">
        <FormattedMessage id="shell.skip" />
      </a>
      <main id="main" tabIndex={-1}>
        <Outlet />
      </main>
    </>
  )
}
