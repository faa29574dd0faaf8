import { FormattedMessage } from 'react-intl'

export function SkipLink() {
  return (
    <a className="skip" href="#main">
      <FormattedMessage id="shell.skip" />
    </a>
  )
}
