import { Dialog } from '#ui/Dialog.tsx'
import { UserText } from '#ui/UserText.tsx'
import { ActForm } from './ActForm.tsx'
import type { ActFormProps } from './ActForm.tsx'
import './moderation.css'

/** What to do about somebody, from wherever their name stands. */
export function RestrictDialog({
  onClose,
  ...form
}: Omit<ActFormProps, 'onDone'> & { readonly onClose: () => void }) {
  return (
    <Dialog title={<UserText>{form.person.name}</UserText>} onClose={onClose}>
      <ActForm {...form} onDone={onClose} />
    </Dialog>
  )
}
