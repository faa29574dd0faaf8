import { useId, useRef } from 'react'
import type { CSSProperties, KeyboardEvent, ReactNode, ToggleEvent } from 'react'
import { buttonClass } from './Button.tsx'
import type { ButtonLook } from './Button.tsx'

/*
 * The browser's own popover: it lies above everything, closes on Esc and on a click elsewhere, and gives the focus back.
 */

export interface PopoverButtonProps extends ButtonLook {
  /** The button's name, and the popover's. */
  readonly label: string
  /** What is on the button: a mark, words. With words in sight, `label` must begin with them. */
  readonly face: ReactNode
  readonly className?: string | undefined
  /** By which a key of the catalogue finds the button. */
  readonly keyName?: string
  readonly role?: 'menu' | 'dialog'
  readonly children: ReactNode
  readonly onKeyDown?: (event: KeyboardEvent<HTMLDivElement>) => void
}

export function PopoverButton(props: PopoverButtonProps) {
  const { label, face, className, keyName, role = 'dialog', children, onKeyDown, ...look } = props
  const id = useId()
  const button = useRef<HTMLButtonElement>(null)
  const onBeforeToggle = ({ newState, currentTarget }: ToggleEvent<HTMLDivElement>) => {
    button.current?.setAttribute('aria-expanded', String(newState === 'open'))
    if (newState === 'open' && button.current) Object.assign(currentTarget.style, place(button.current))
  }
  const onToggle = ({ newState, currentTarget }: ToggleEvent<HTMLDivElement>) => {
    if (newState === 'open') focusables(currentTarget)[0]?.focus()
  }
  return (
    <>
      <button
        ref={button}
        type="button"
        className={className ?? buttonClass(look)}
        aria-label={label}
        aria-haspopup={role}
        aria-expanded="false"
        popoverTarget={id}
        data-key={keyName}
      >
        {face}
      </button>
      {/* oxlint-disable-next-line jsx-a11y/no-static-element-interactions -- its role is `role` */}
      <div
        id={id}
        popover="auto"
        className={role === 'menu' ? 'pop menu' : 'pop'}
        role={role}
        aria-label={label}
        tabIndex={-1}
        onBeforeToggle={onBeforeToggle}
        onToggle={onToggle}
        onKeyDown={onKeyDown}
      >
        {children}
      </div>
    </>
  )
}

/** Closes the popover around an element: what a menu item does when it has acted. */
export const closePopover = (inside: Element): void => inside.closest<HTMLElement>('[popover]')?.hidePopover()

const focusables = (within: Element): HTMLElement[] => [
  ...within.querySelectorAll<HTMLElement>(
    '[aria-checked="true"], a[href], button:not(:disabled), input:not(:disabled), select, textarea',
  ),
]

const gapPx = 4
const edgePx = 8

/**
 * Opens towards the middle of the window, from the corner of its button that is nearest to the edge: so it fits without
 * being measured first.
 */
function place(button: HTMLElement): CSSProperties {
  const it = button.getBoundingClientRect()
  const rtl = document.documentElement.dir === 'rtl'
  const before = rtl ? innerWidth - it.right : it.left
  const after = rtl ? it.left : innerWidth - it.right
  const below = innerHeight - it.bottom
  const up = below < it.top
  const room = (up ? it.top : below) - gapPx - edgePx
  return {
    insetBlockStart: up ? 'auto' : `${it.bottom + gapPx}px`,
    insetBlockEnd: up ? `${innerHeight - it.top + gapPx}px` : 'auto',
    insetInlineStart: before <= after ? `${Math.max(edgePx, before)}px` : 'auto',
    insetInlineEnd: before <= after ? 'auto' : `${Math.max(edgePx, after)}px`,
    maxBlockSize: `${room}px`,
  }
}
