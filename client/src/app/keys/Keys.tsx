import { useEffect } from 'react'
import { FormattedMessage } from 'react-intl'
import { useStore } from 'zustand'
import { Dialog } from '#ui/Dialog.tsx'
import { hideKeyHelp, keyHelp, showKeyHelp } from './keyHelp.ts'
import { offer, offeredKeys, onKeyDown } from './keys.ts'

/** Listens for keys, and says which there are. */
export function Keys() {
  const { isOpen } = useStore(keyHelp)
  useEffect(() => {
    const withdraw = offer({ help: showKeyHelp })
    addEventListener('keydown', onKeyDown)
    return () => {
      withdraw()
      removeEventListener('keydown', onKeyDown)
    }
  }, [])
  if (!isOpen) return null
  return (
    <Dialog title={<FormattedMessage id="keys.title" />} onClose={hideKeyHelp}>
      <dl className="dl">
        {offeredKeys().map((it) => (
          <div key={it.act} className="keyrow">
            <dt>
              <kbd>Ctrl</kbd> <kbd>Shift</kbd> <kbd>{it.show}</kbd>
            </dt>
            <dd>
              <FormattedMessage id={it.label} />
            </dd>
          </div>
        ))}
        <div className="keyrow">
          <dt>
            <kbd>F6</kbd>
          </dt>
          <dd>
            <FormattedMessage id="keys.regions" />
          </dd>
        </div>
        <div className="keyrow">
          <dt>
            <kbd>Esc</kbd>
          </dt>
          <dd>
            <FormattedMessage id="keys.close" />
          </dd>
        </div>
      </dl>
    </Dialog>
  )
}
