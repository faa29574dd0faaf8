import { useState } from 'react'
import { FormattedMessage } from 'react-intl'
import { Avatar } from '#ui/Avatar.tsx'
import { Button } from '#ui/Button.tsx'
import { Checkbox } from '#ui/Field.tsx'
import { StepCard } from './StepCard.tsx'

export interface ConfirmSignInProps {
  readonly email: string
  readonly name: string
  /** It was this browser that asked. Otherwise somebody may have been sent a link that another asked for. */
  readonly here: boolean
  readonly busy: boolean
  readonly onConfirm: (it: { shared: boolean }) => void
}

/** Mail programs open links by themselves, so the last step is the person's. */
export function ConfirmSignIn({ email, name, here, busy, onConfirm }: ConfirmSignInProps) {
  const [shared, setShared] = useState(false)
  return (
    <StepCard
      icon={here ? 'shield' : 'alert'}
      tone={here ? 'ok' : 'warn'}
      title={<FormattedMessage id={here ? 'people.confirm.title' : 'people.confirm.elsewhere.title'} />}
    >
      <p className="sm people__quiet">
        <FormattedMessage id={here ? 'people.confirm.text' : 'people.confirm.elsewhere.text'} />
      </p>
      <div className="well acct">
        <Avatar name={name || email.slice(0, 1)} />
        <div className="grow">
          {name && (
            <p className="strong sm">
              <bdi>{name}</bdi>
            </p>
          )}
          <p className={name ? 'meta acct__mail' : 'sm strong acct__mail'}>
            <bdi dir="ltr">{email}</bdi>
          </p>
        </div>
      </div>
      <Button kind="primary" size="lg" block busy={busy} onClick={() => onConfirm({ shared })}>
        <FormattedMessage id={here ? 'people.confirm.yes' : 'people.confirm.elsewhere.yes'} />
      </Button>
      <Checkbox checked={shared} onChange={setShared}>
        <FormattedMessage id="people.confirm.shared" />
      </Checkbox>
      <p className="meta">
        <FormattedMessage id="people.confirm.notMe" />
      </p>
    </StepCard>
  )
}
