import { ErrorBoundary } from 'react-error-boundary'
import type { ReactNode } from 'react'
import { FormattedMessage } from 'react-intl'
import { Failed } from './states.tsx'

/** One part may break; the rest of the page goes on, and this part can be tried again. */
export function Boundary({ children }: { readonly children: ReactNode }) {
  return (
    <ErrorBoundary
      fallbackRender={({ resetErrorBoundary }) => (
        <Failed onRetry={resetErrorBoundary}>
          <FormattedMessage id="ui.broken" />
        </Failed>
      )}
    >
      {children}
    </ErrorBoundary>
  )
}
