import { useRef } from 'react'
import type { KeyboardEvent, ReactNode } from 'react'

export interface SegmentedProps<T extends string> {
  readonly label: string
  readonly value: T
  readonly options: readonly { readonly value: T; readonly label: ReactNode }[]
  readonly onChange: (value: T) => void
}

const steps: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1, ArrowRight: 1, ArrowLeft: -1 }

/** One choice of two to four, all in sight. Arrows move and choose, as in a group of radio buttons. */
export function Segmented<T extends string>({ label, value, options, onChange }: SegmentedProps<T>) {
  const group = useRef<HTMLDivElement>(null)
  const move = (event: KeyboardEvent) => {
    const step = steps[event.key]
    if (step === undefined) return
    event.preventDefault()
    const sideways = event.key === 'ArrowRight' || event.key === 'ArrowLeft'
    const turned = sideways && group.current?.closest('[dir="rtl"]') ? -step : step
    const at = options.findIndex((it) => it.value === value)
    const next = (at + turned + options.length) % options.length
    const chosen = options[next]
    if (chosen) onChange(chosen.value)
    group.current?.querySelectorAll<HTMLElement>('[role="radio"]')[next]?.focus()
  }
  return (
    <div ref={group} className="seg" role="radiogroup" aria-label={label}>
      {options.map((it) => (
        <button
          key={it.value}
          type="button"
          role="radio"
          aria-checked={it.value === value}
          tabIndex={it.value === value ? 0 : -1}
          onClick={() => onChange(it.value)}
          onKeyDown={move}
        >
          {it.label}
        </button>
      ))}
    </div>
  )
}

/** The same with its name above it. */
export const SegmentedField = <T extends string>(props: SegmentedProps<T>) => (
  <div className="field">
    <span className="label" aria-hidden="true">
      {props.label}
    </span>
    <Segmented {...props} />
  </div>
)
