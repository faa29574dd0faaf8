import type { ReactNode } from 'react'
import { Avatar } from '#ui/Avatar.tsx'
import type { AvatarProps } from '#ui/Avatar.tsx'

export interface DeskRowProps extends Pick<AvatarProps, 'name' | 'presence'> {
  /** What stands under the name. */
  readonly under?: ReactNode
  /** At the end: how it is, and what can be done. */
  readonly children: ReactNode
}

/** A person in one of the desk's lists. */
export function DeskRow({ under, children, ...who }: DeskRowProps) {
  return (
    <li className="sdesk__row">
      <Avatar {...who} size="sm" />
      <span className="grow">
        <b className="strong clip" dir="auto">
          {who.name}
        </b>
        {under && (
          <span className="meta" dir="auto">
            {under}
          </span>
        )}
      </span>
      {children}
    </li>
  )
}
