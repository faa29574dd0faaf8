import { FormattedMessage } from 'react-intl'
import { Dialog } from '#ui/Dialog.tsx'
import { hideKeyHelp } from './keyHelp.ts'
import { offeredKeys } from './keys.ts'

/** Which keys do something here. */
export function KeyHelp() {
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
