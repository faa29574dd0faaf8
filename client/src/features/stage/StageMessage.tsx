import type { ReactNode } from 'react'
import { FormattedMessage } from 'react-intl'
import { Icon } from '#ui/Icon.tsx'
import type { IconName } from '#ui/icons.ts'

interface StageMessageProps {
  readonly icon: IconName
  readonly tone?: 'warn' | 'bad'
  readonly title: ReactNode
  /** Since when, what still works. */
  readonly children?: ReactNode
  readonly acts?: ReactNode
  /** Over the picture instead of in its place. */
  readonly over?: boolean
}

/** In place of the picture, always in this order: what, since when, what still works, what you can do. */
export function StageMessage({ icon, tone, title, children, acts, over = false }: StageMessageProps) {
  return (
    <div className={over ? 'smsg stage__over' : 'smsg stage__fill'} role="status">
      <span className={tone ? `smsg__mark smsg__mark--${tone}` : 'smsg__mark'}>
        <Icon name={icon} size="lg" />
      </span>
      <p className="h-serif">{title}</p>
      {children}
      {acts && <div className="acts">{acts}</div>}
    </div>
  )
}

/** What goes on whatever happens to the picture. */
export const TextGoesOn = () => (
  <p className="meta">
    <FormattedMessage id="stage.textGoesOn" />
  </p>
)
