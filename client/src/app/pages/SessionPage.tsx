import { FormattedMessage } from 'react-intl'

export function SessionPage() {
  return (
    <main id="main">
      <FormattedMessage id="page.session" />
    </main>
  )
}
