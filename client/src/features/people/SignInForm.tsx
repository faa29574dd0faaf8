import { useEffect, useRef } from 'react'
import type { FormEvent, ReactNode } from 'react'
import { FormattedMessage, useIntl } from 'react-intl'
import type { HttpFailureCode } from '#kernel/http.ts'
import { Button } from '#ui/Button.tsx'
import { TextField } from '#ui/Field.tsx'
import { Icon } from '#ui/Icon.tsx'

export interface SignInFormProps {
  readonly email: string
  readonly busy: boolean
  readonly failure: HttpFailureCode | undefined
  readonly onEmail: (email: string) => void
  readonly onAsk: () => void
  readonly children: ReactNode
}

const failureText: Partial<Record<HttpFailureCode, string>> = {
  invalid: 'people.signIn.failed.invalid',
  too_many: 'people.signIn.failed.tooMany',
}

export function SignInForm({ email, busy, failure, onEmail, onAsk, children }: SignInFormProps) {
  const { formatMessage } = useIntl()
  const field = useRef<HTMLInputElement>(null)
  useEffect(() => {
    if (failure === 'invalid') field.current?.focus()
  }, [failure])
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (!busy) onAsk()
  }
  const error = failure && formatMessage({ id: failureText[failure] ?? 'people.signIn.failed.other' })
  return (
    <>
      <div>
        <h2 className="h-page" id="sign-in">
          <FormattedMessage id="people.signIn.title" />
        </h2>
        <p className="sm people__under">
          <FormattedMessage id="people.signIn.intro" />
        </p>
      </div>
      <form className="stack" onSubmit={submit} noValidate aria-labelledby="sign-in">
        <TextField
          label={formatMessage({ id: 'people.signIn.email' })}
          ref={field}
          type="email"
          name="email"
          autoComplete="email"
          inputMode="email"
          dir="ltr"
          required
          maxLength={254}
          value={email}
          error={error}
          onChange={(event) => onEmail(event.target.value)}
        />
        <Button kind="primary" size="lg" block type="submit" busy={busy}>
          <Icon name="mail" />
          <FormattedMessage id="people.signIn.send" />
        </Button>
      </form>
      {children}
    </>
  )
}
