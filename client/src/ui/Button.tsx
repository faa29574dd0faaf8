import { useId } from 'react'
import type { ComponentPropsWithRef, MouseEvent, ReactNode } from 'react'

export interface ButtonLook {
  readonly kind?:
    | 'primary'
    | 'secondary'
    | 'soft'
    | 'quiet'
    | 'accent'
    | 'live'
    | 'danger'
    | 'danger-solid'
    | 'stage'
  readonly size?: 'sm' | 'lg'
  /** Only a mark inside: then `aria-label` names it. */
  readonly icon?: boolean
  readonly block?: boolean
}

export interface ButtonProps extends ComponentPropsWithRef<'button'>, ButtonLook {
  /** Working: says so, keeps its width, and does not act again. */
  readonly busy?: boolean
  /** Why it does nothing yet. It stays focusable, so that the reason can be found. */
  readonly notYet?: string | undefined
}

/** The classes of a button, for links that look like one. */
export const buttonClass = ({ kind = 'secondary', size, icon, block }: ButtonLook = {}): string =>
  ['btn', `btn--${kind}`, size && `btn--${size}`, icon && 'btn--icon', block && 'btn--block']
    .filter(Boolean)
    .join(' ')

export function Button(props: ButtonProps) {
  const { kind, size, icon, block, busy = false, notYet, className, onClick, children, ...rest } = props
  const why = useId()
  const asleep = busy || notYet !== undefined
  const act = (event: MouseEvent<HTMLButtonElement>) => {
    if (asleep) event.preventDefault() // also keeps a form from being sent
    else onClick?.(event)
  }
  return (
    <>
      <button
        type="button"
        {...rest}
        className={[buttonClass({ kind, size, icon, block } as ButtonLook), className]
          .filter(Boolean)
          .join(' ')}
        onClick={act}
        {...(busy ? { 'aria-busy': true } : {})}
        {...(notYet === undefined ? {} : { 'aria-disabled': true, 'aria-describedby': why, title: notYet })}
      >
        {children}
      </button>
      {notYet !== undefined && (
        <span id={why} className="sr-only">
          {notYet}
        </span>
      )}
    </>
  )
}

export interface ToggleButtonProps extends Omit<ButtonProps, 'onClick' | 'onToggle'> {
  readonly on: boolean
  readonly onToggle: (on: boolean) => void
}

/** On or off; the name stays the same, the state says which. */
export function ToggleButton({ on, onToggle, ...rest }: ToggleButtonProps) {
  return <Button {...rest} aria-pressed={on} onClick={() => onToggle(!on)} />
}

export interface ChipProps {
  readonly on: boolean
  readonly onToggle: (on: boolean) => void
  readonly children: ReactNode
}

/** A filter that is on or off. */
export function Chip({ on, onToggle, children }: ChipProps) {
  return (
    <button type="button" className="chip" aria-pressed={on} onClick={() => onToggle(!on)}>
      {children}
    </button>
  )
}
