import { FormattedMessage } from 'react-intl'
import { Link } from 'react-router'
import { buttonClass } from '#ui/Button.tsx'
import { Empty } from '#ui/states.tsx'

export function NotFoundPage() {
  return (
    <div className="page">
      <Empty title={<FormattedMessage id="page.notFound.title" />}>
        <p>
          <FormattedMessage id="page.notFound.text" />
        </p>
        <Link className={buttonClass({ kind: 'primary' })} to="/">
          <FormattedMessage id="page.goHome" />
        </Link>
      </Empty>
    </div>
  )
}
