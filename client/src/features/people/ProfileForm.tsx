import { useRef, useState } from 'react'
import type { FormEvent, RefObject } from 'react'
import { FormattedMessage, useIntl } from 'react-intl'
import { nameMax } from '@rostrum/shared/features/people/people.contract.ts'
import type { Profile } from '@rostrum/shared/features/people/people.contract.ts'
import { mayBeName } from '@rostrum/shared/features/people/people.policy.ts'
import { useLanguage } from '#kernel/i18n.tsx'
import { Button } from '#ui/Button.tsx'
import { Checkbox, TextField } from '#ui/Field.tsx'
import { deviceZone } from '#ui/time.ts'
import { CountryField } from './CountryField.tsx'
import { GroupField } from './GroupField.tsx'
import { useProfileEdit } from './useProfileEdit.ts'
import './people.css'

/** Asked once, before somebody enters for the first time. Only the name is needed. */
export function ProfileForm({ me }: { readonly me: Profile }) {
  const { formatMessage } = useIntl()
  const { language } = useLanguage()
  const { save, saved, invalid } = useProfileEdit(me)
  const [draft, setDraft] = useState(me)
  const [tried, setTried] = useState(false)
  const nameField = useRef<HTMLInputElement>(null)
  const set = (changes: Partial<Profile>) => setDraft((it) => ({ ...it, ...changes }))
  const name = draft.name.trim().normalize('NFC')
  const isWrong = (tried && !mayBeName(name)) || invalid.has('name')

  const submit = async (event: FormEvent) => {
    event.preventDefault()
    setTried(true)
    if (!mayBeName(name)) return nameField.current?.focus()
    const { country, stakeholderGroup, listed, organisation } = draft
    const done = await save({
      name,
      organisation: organisation?.trim() || null,
      country,
      stakeholderGroup,
      listed,
      language,
      timeZone: me.timeZone ?? deviceZone(),
    })
    if (typeof done === 'object') nameField.current?.focus()
  }
  return (
    <form className="stack" onSubmit={(event) => void submit(event)} noValidate>
      <NameField
        field={nameField}
        value={draft.name}
        isWrong={isWrong}
        isEmpty={name === ''}
        onChange={(it) => set({ name: it })}
      />
      <TextField
        label={formatMessage({ id: 'people.organisation' })}
        hint={formatMessage({ id: 'people.optional' })}
        autoComplete="organization"
        maxLength={120}
        value={draft.organisation ?? ''}
        error={invalid.has('organisation') && formatMessage({ id: 'people.organisation.wrong' })}
        onChange={(event) => set({ organisation: event.target.value })}
      />
      <div className="g2">
        <CountryField value={draft.country} onChange={(country) => set({ country })} />
        <GroupField
          value={draft.stakeholderGroup}
          onChange={(stakeholderGroup) => set({ stakeholderGroup })}
        />
      </div>
      <Checkbox checked={draft.listed} onChange={(listed) => set({ listed })}>
        <FormattedMessage id="people.listed.long" />
      </Checkbox>
      <Button kind="primary" size="lg" block type="submit" busy={saved.state === 'saving'}>
        <FormattedMessage id="people.welcome.go" />
      </Button>
      {(saved.state === 'queued' || saved.state === 'changed_elsewhere') && (
        <p className="state state--queued" role="status">
          <FormattedMessage id={`people.saved.${saved.state}`} />
        </p>
      )}
    </form>
  )
}

interface NameFieldProps {
  readonly field: RefObject<HTMLInputElement | null>
  readonly value: string
  readonly isWrong: boolean
  readonly isEmpty: boolean
  readonly onChange: (name: string) => void
}

function NameField({ field, value, isWrong, isEmpty, onChange }: NameFieldProps) {
  const { formatMessage } = useIntl()
  const error = formatMessage({ id: isEmpty ? 'people.name.missing' : 'people.name.wrong' })
  return (
    <TextField
      label={formatMessage({ id: 'people.name' })}
      hint={formatMessage({ id: 'people.name.hint' })}
      error={isWrong ? error : undefined}
      ref={field}
      autoComplete="name"
      required
      maxLength={nameMax}
      value={value}
      onChange={(event) => onChange(event.target.value)}
    />
  )
}
