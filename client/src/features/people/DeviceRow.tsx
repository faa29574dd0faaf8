import { FormattedMessage, useIntl } from 'react-intl'
import { Button } from '#ui/Button.tsx'
import { Icon } from '#ui/Icon.tsx'
import { Tag } from '#ui/marks.tsx'

/** One browser somebody is signed in with (`GET /api/me/sign-ins`). */
export interface SignIn {
  readonly id: string
  readonly browser: string | null
  readonly system: string | null
  /** False on a shared device: it ends when the browser is closed. */
  readonly kept: boolean
  readonly madeAt: string
  readonly seenAt: string
  readonly here: boolean
}

const hand = new Set(['iPhone', 'iPad', 'Android'])

export function DeviceRow({ signIn, onEnd }: { readonly signIn: SignIn; readonly onEnd: () => void }) {
  const { formatMessage, formatDate } = useIntl()
  const { browser, system, here, kept, seenAt } = signIn
  const name =
    browser !== null && system !== null
      ? formatMessage({ id: 'people.devices.name' }, { browser, system })
      : (browser ?? system ?? formatMessage({ id: 'people.devices.some' }))
  const seen = formatDate(seenAt, { dateStyle: 'medium', timeStyle: 'short' })
  return (
    <li className="dev">
      <span className="dev__i">
        <Icon name={hand.has(system ?? '') ? 'mobile' : kept ? 'laptop' : 'monitor'} />
      </span>
      <div>
        <p className="sm strong">{name}</p>
        <p className="meta num">
          {here ? (
            <FormattedMessage id="people.devices.now" />
          ) : (
            <FormattedMessage id="people.devices.seen" values={{ when: seen }} />
          )}{' '}
          {!kept && <FormattedMessage id="people.devices.shared" />}
        </p>
      </div>
      <div className="row row--wrap dev__end">
        {here && (
          <Tag tone="ok">
            <FormattedMessage id="people.devices.here" />
          </Tag>
        )}
        <Button
          size="sm"
          onClick={onEnd}
          aria-label={formatMessage({ id: 'people.devices.endOne' }, { name })}
        >
          <FormattedMessage id="people.devices.end" />
        </Button>
      </div>
    </li>
  )
}
