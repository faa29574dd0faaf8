import type { KeyboardEvent, MouseEvent, ReactNode } from 'react'
import { Icon } from './Icon.tsx'
import type { IconName } from './icons.ts'
import { PopoverButton, closePopover } from './Popover.tsx'
import type { PopoverButtonProps } from './Popover.tsx'

/** A button that opens a list of acts. Arrows, Home, End and first letters move; Enter acts; Esc closes. */
export function MenuButton(props: Omit<PopoverButtonProps, 'role' | 'onKeyDown'>) {
  return <PopoverButton {...props} role="menu" onKeyDown={move} />
}

export interface MenuItemProps {
  readonly icon?: IconName
  readonly onAction: () => void
  /** Of several that exclude each other: is it this one? */
  readonly checked?: boolean
  readonly lang?: string
  readonly children: ReactNode
}

export function MenuItem({ icon, onAction, checked, lang, children }: MenuItemProps) {
  const act = (event: MouseEvent<HTMLButtonElement>) => {
    closePopover(event.currentTarget)
    onAction()
  }
  return (
    <button
      type="button"
      className="menu__item"
      tabIndex={-1}
      onClick={act}
      {...(checked === undefined ? { role: 'menuitem' } : { role: 'menuitemradio', 'aria-checked': checked })}
      {...(lang ? { lang } : {})}
    >
      {icon && <Icon name={icon} />}
      <span className="grow">{children}</span>
      {checked && <Icon name="check" />}
    </button>
  )
}

/** The heading of a part of a menu. */
export function MenuHead({ children }: { readonly children: ReactNode }) {
  return (
    <p className="menu__head" role="presentation">
      {children}
    </p>
  )
}

function move(event: KeyboardEvent<HTMLDivElement>): void {
  const items = [...event.currentTarget.querySelectorAll<HTMLElement>('[role^="menuitem"]')]
  const at = items.indexOf(document.activeElement as HTMLElement)
  const next = nextItem(items, at, event.key)
  if (event.key === 'Tab') return closePopover(event.currentTarget)
  if (!next) return
  event.preventDefault()
  next.focus()
}

function nextItem(items: readonly HTMLElement[], at: number, key: string): HTMLElement | undefined {
  if (key === 'ArrowDown') return items[(at + 1) % items.length]
  if (key === 'ArrowUp') return items.at(at <= 0 ? -1 : at - 1)
  if (key === 'Home') return items[0]
  if (key === 'End') return items.at(-1)
  if (key.length !== 1 || key === ' ') return undefined
  const from = [...items.slice(at + 1), ...items.slice(0, at + 1)]
  return from.find((it) => it.textContent?.trim().toLowerCase().startsWith(key.toLowerCase()))
}
