import { FormattedMessage } from 'react-intl'
import type { HttpFailureCode, Resource } from '#kernel/http.ts'
import { Empty, Failed, Skeleton } from '#ui/states.tsx'

/** While a page has nothing to show yet, or cannot have it: why, and the way on. */
export function PageState({ of }: { readonly of: Exclude<Resource<unknown>, { state: 'ready' }> }) {
  return (
    <div className="page">
      {of.state === 'loading' ? <Skeleton lines={6} /> : <Unreadable code={of.code} onRetry={of.reload} />}
    </div>
  )
}

function Unreadable({ code, onRetry }: { readonly code: HttpFailureCode; readonly onRetry: () => void }) {
  if (code === 'not_found' || code === 'forbidden')
    return (
      <Empty title={<FormattedMessage id="page.notFound.title" />}>
        <p>
          <FormattedMessage id="page.notFound.text" />
        </p>
      </Empty>
    )
  return (
    <Failed onRetry={onRetry}>
      <FormattedMessage id={code === 'offline' ? 'page.offline' : 'page.failed'} />
    </Failed>
  )
}
