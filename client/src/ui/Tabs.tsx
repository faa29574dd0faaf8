import { useId, useRef } from 'react'
import type { KeyboardEvent, ReactNode } from 'react'

/*
 * The tabs pattern of the ARIA authoring practices. Written out, because the kit's own (30 kB gzip) would cost a person
 * on a poor line a second before they see the session.
 */

interface TabSpec<T extends string> {
  readonly id: T
  readonly label: ReactNode
}

export interface TabsProps<T extends string> {
  readonly label: string
  readonly tabs: readonly TabSpec<T>[]
  readonly selected: T
  readonly onSelect: (id: T) => void
  /** The panel of the selected tab. */
  readonly children: ReactNode
  readonly panelClass?: string
}

/** A row of tabs and the selected one's panel. Arrows move and select. */
export function Tabs<T extends string>(props: TabsProps<T>) {
  const { label, tabs, selected, onSelect, children, panelClass } = props
  const id = useId()
  const list = useRef<HTMLDivElement>(null)
  const move = (event: KeyboardEvent) => {
    const next = target(
      event,
      tabs.findIndex((it) => it.id === selected),
      tabs.length,
    )
    const tab = next === undefined ? undefined : tabs[next]
    if (next === undefined || !tab) return
    event.preventDefault()
    onSelect(tab.id)
    list.current?.querySelectorAll<HTMLElement>('[role="tab"]')[next]?.focus()
  }
  return (
    <>
      <div ref={list} className="tabs" role="tablist" aria-label={label}>
        {tabs.map((tab) => (
          <button
            key={tab.id}
            id={`${id}-${tab.id}`}
            type="button"
            className="tab"
            role="tab"
            aria-selected={tab.id === selected}
            aria-controls={`${id}-panel`}
            tabIndex={tab.id === selected ? 0 : -1}
            onClick={() => onSelect(tab.id)}
            onKeyDown={move}
          >
            {tab.label}
          </button>
        ))}
      </div>
      <div
        id={`${id}-panel`}
        className={panelClass}
        role="tabpanel"
        tabIndex={-1}
        aria-labelledby={`${id}-${selected}`}
      >
        {children}
      </div>
    </>
  )
}

/** Which of `count` an arrow, Home or End leads to, in the direction of reading. */
function target(event: KeyboardEvent, at: number, count: number): number | undefined {
  const rtl = event.currentTarget.closest('[dir="rtl"]') !== null
  switch (event.key) {
    case 'Home':
      return 0
    case 'End':
      return count - 1
    case rtl ? 'ArrowLeft' : 'ArrowRight':
      return (at + 1) % count
    case rtl ? 'ArrowRight' : 'ArrowLeft':
      return (at - 1 + count) % count
    default:
      return undefined
  }
}
