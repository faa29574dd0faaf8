import { useEffect, useState } from 'react'
import type { ReactNode } from 'react'
import { FormattedMessage, useIntl } from 'react-intl'
import { Button } from './Button.tsx'
import { Hemicycle } from './Hemicycle.tsx'
import { Icon } from './Icon.tsx'
import type { IconName } from './icons.ts'

/** Says what will be here, and one thing to do. */
export function Empty({ title, children }: { readonly title: ReactNode; readonly children?: ReactNode }) {
  return (
    <div className="empty">
      <Hemicycle />
      <p className="strong">{title}</p>
      {children}
    </div>
  )
}

/** Grey lines while something is read; nothing at all in the first 300 ms. */
export function Skeleton({ lines = 3 }: { readonly lines?: number }) {
  const { formatMessage } = useIntl()
  const [shown, setShown] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setShown(true), 300)
    return () => clearTimeout(timer)
  }, [])
  if (!shown) return null
  return (
    <div className="stack" role="status" aria-label={formatMessage({ id: 'ui.loading' })}>
      {Array.from({ length: lines }, (_, line) => (
        <span
          key={line}
          className="skel"
          style={{ blockSize: '1rem', inlineSize: `${90 - 17 * (line % 3)}%` }}
        />
      ))}
    </div>
  )
}

/** Something could not be read: what, and a way out. */
export function Failed({
  children,
  onRetry,
}: {
  readonly children: ReactNode
  readonly onRetry?: () => void
}) {
  return (
    <div className="empty" role="alert">
      <Icon name="alert" size="lg" />
      <p>{children}</p>
      {onRetry && (
        <Button size="sm" onClick={onRetry}>
          <FormattedMessage id="ui.tryAgain" />
        </Button>
      )}
    </div>
  )
}

export interface BannerProps {
  readonly tone?: 'warn' | 'live' | 'ok' | 'accent'
  readonly icon?: IconName
  readonly children: ReactNode
  readonly action?: ReactNode
}

/** Stays while it is true. */
export function Banner({ tone, icon = 'info', children, action }: BannerProps) {
  return (
    <div className={tone ? `banner banner--${tone}` : 'banner'} role="status">
      <Icon name={icon} />
      <div className="grow">{children}</div>
      {action}
    </div>
  )
}

/** "3 new questions": what has come while the list stood still. */
export function NewPill({ onShow, children }: { readonly onShow: () => void; readonly children: ReactNode }) {
  return (
    <button type="button" className="newpill" onClick={onShow}>
      <Icon name="up" size="sm" />
      {children}
    </button>
  )
}
