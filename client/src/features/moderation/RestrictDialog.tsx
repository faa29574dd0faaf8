import { useState } from 'react'
import { Dialog } from '#ui/Dialog.tsx'
import { UserText } from '#ui/UserText.tsx'
import { ActForm } from './ActForm.tsx'
import type { ActFormProps } from './ActForm.tsx'
import { Banned } from './Banned.tsx'
import type { NewBan } from './Banned.tsx'
import './moderation.css'

export interface RestrictDialogProps extends Omit<ActFormProps, 'onDone'> {
  readonly onClose: () => void
}

/** What to do about somebody, from wherever their name stands; after a ban, about the other accounts of their browser. */
export function RestrictDialog({ person: first, onClose, ...form }: RestrictDialogProps) {
  const [person, setPerson] = useState(first)
  const [ban, setBan] = useState<NewBan>()
  return (
    <Dialog title={<UserText>{person.name}</UserText>} onClose={onClose}>
      {ban ? (
        <Banned
          forum={form.place.forum}
          ban={ban}
          onChoose={(it) => {
            setPerson(it)
            setBan(undefined)
          }}
          onDone={onClose}
        />
      ) : (
        <ActForm {...form} person={person} onDone={(made) => (made ? setBan(made) : onClose())} />
      )}
    </Dialog>
  )
}
