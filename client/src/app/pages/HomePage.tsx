import { FormattedMessage } from 'react-intl'

export function HomePage() {
  return (
    <div className="page">
      <h1 className="h-page">
        <FormattedMessage id="page.home" />
      </h1>
    </div>
  )
}
