import { useEffect, useId, useRef } from 'react'
import type { MouseEvent, ReactNode } from 'react'
import { useIntl } from 'react-intl'
import { Button } from './Button.tsx'
import { Icon } from './Icon.tsx'

/*
 * The browser's own modal dialog (2 kB with this file; the kit's would be 21): the rest of the page is inert, Esc closes,
 * the focus goes back to where it came from.
 */

export interface DialogProps {
  readonly title: ReactNode
  readonly onClose: () => void
  readonly children: ReactNode
  /** The buttons. The one that acts names the act. */
  readonly foot?: ReactNode
  /** Slides up from the edge on phones: for choices, not for decisions. */
  readonly sheet?: boolean
}

/** Open while mounted: `{isOpen && <Dialog …/>}`. Only for what cannot be undone, or needs several answers. */
export function Dialog({ title, onClose, children, foot, sheet = false }: DialogProps) {
  const { formatMessage } = useIntl()
  const id = useId()
  const ref = useRef<HTMLDialogElement>(null)
  useEffect(() => {
    const opener = document.activeElement
    const dialog = ref.current
    dialog?.showModal()
    return () => {
      dialog?.close()
      // Unmounting takes the browser's own memory of it away.
      if (opener instanceof HTMLElement && opener.isConnected) opener.focus()
    }
  }, [])
  const onBackdrop = (event: MouseEvent<HTMLDialogElement>) => {
    if (event.target === event.currentTarget && sheet) onClose()
  }
  return (
    // Keyboard users close it with Esc, which the browser turns into `cancel`.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions, jsx-a11y/click-events-have-key-events
    <dialog
      ref={ref}
      className={sheet ? 'dialog dialog--sheet' : 'dialog'}
      aria-labelledby={id}
      onClick={onBackdrop}
      onCancel={(event) => {
        event.preventDefault()
        onClose()
      }}
    >
      <div className="row row--between dialog__head">
        <h2 id={id} className="h-section">
          {title}
        </h2>
        <Button kind="quiet" icon aria-label={formatMessage({ id: 'ui.close' })} onClick={onClose}>
          <Icon name="x" />
        </Button>
      </div>
      {children}
      {foot && <div className="dialog__foot">{foot}</div>}
    </dialog>
  )
}
