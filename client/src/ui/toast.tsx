import { useEffect, useState, useSyncExternalStore } from 'react'
import type { ReactNode } from 'react'
import { FormattedMessage, useIntl } from 'react-intl'
import { Button } from './Button.tsx'
import { Icon } from './Icon.tsx'

/** Long enough to read a line and reach a button; it stands still while looked at. */
const shownMs = 8_000
/** More at once would cover the page. */
const shownAtOnce = 3

interface Toast {
  readonly id: number
  readonly text: ReactNode
  readonly undo?: (() => void) | undefined
}

let toasts: readonly Toast[] = []
let count = 0
const listeners = new Set<() => void>()

function change(next: readonly Toast[]): void {
  toasts = next
  for (const listener of listeners) listener()
}

/** "Done", with Undo where that is possible. Never the only place where an error is told. */
export function showToast(text: ReactNode, undo?: () => void): void {
  change([...toasts.slice(1 - shownAtOnce), { id: ++count, text, undo }])
}

const dismiss = (id: number): void => change(toasts.filter((it) => it.id !== id))

/** Once in the app, near its end. */
export function Toasts() {
  const { formatMessage } = useIntl()
  const shown = useSyncExternalStore(
    (listener) => {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    () => toasts,
  )
  return (
    <section
      className="toasts"
      aria-label={formatMessage({ id: 'ui.toasts' })}
      aria-live="polite"
      tabIndex={-1}
    >
      {shown.map((it) => (
        <ToastLine key={it.id} toast={it} />
      ))}
    </section>
  )
}

function ToastLine({ toast: { id, text, undo } }: { readonly toast: Toast }) {
  const { formatMessage } = useIntl()
  const [held, setHeld] = useState(false)
  useEffect(() => {
    if (held) return undefined
    const timer = setTimeout(() => dismiss(id), shownMs)
    return () => clearTimeout(timer)
  }, [id, held])
  const hold = { onPointerEnter: () => setHeld(true), onPointerLeave: () => setHeld(false) }
  return (
    <div className="toast" {...hold} onFocus={() => setHeld(true)} onBlur={() => setHeld(false)}>
      <span className="grow">{text}</span>
      {undo && (
        <Button
          kind="quiet"
          size="sm"
          onClick={() => {
            undo()
            dismiss(id)
          }}
        >
          <FormattedMessage id="ui.undo" />
        </Button>
      )}
      <Button
        kind="quiet"
        size="sm"
        icon
        aria-label={formatMessage({ id: 'ui.close' })}
        onClick={() => dismiss(id)}
      >
        <Icon name="x" />
      </Button>
    </div>
  )
}
