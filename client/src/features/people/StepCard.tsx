import { useEffect, useRef } from 'react'
import type { ReactNode } from 'react'
import { Icon } from '#ui/Icon.tsx'
import type { IconName } from '#ui/icons.ts'

/** A step of signing in: its mark, what has happened, what to do. Takes the focus, since it came in place of another. */
export function StepCard({
  icon,
  tone,
  title,
  children,
}: {
  readonly icon: IconName
  readonly tone?: 'ok' | 'warn'
  readonly title: ReactNode
  readonly children: ReactNode
}) {
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => heading.current?.focus(), [])
  return (
    <div className="step">
      <span className={tone ? `disc disc--${tone}` : 'disc'}>
        <Icon name={icon} />
      </span>
      <h2 className="h-serif step__title" ref={heading} tabIndex={-1}>
        {title}
      </h2>
      {children}
    </div>
  )
}
