import { useState } from 'react'
import type { ReactNode } from 'react'
import { TextField } from '#ui/Field.tsx'

export interface KeptFieldProps {
  readonly label: ReactNode
  readonly hint?: ReactNode
  readonly error?: ReactNode
  readonly value: string
  readonly maxLength: number
  readonly autoComplete?: string
  readonly onKeep: (value: string) => void
}

/** A text that is kept when one leaves the field, or presses Enter. Esc brings back what is kept. */
export function KeptField({ value, onKeep, ...rest }: KeptFieldProps) {
  // What is being written stands over one kept value; when another comes (from here or from elsewhere), that is shown.
  const [edit, setEdit] = useState({ over: value, text: value })
  const draft = edit.over === value ? edit.text : value
  const setDraft = (text: string) => setEdit({ over: value, text })
  const keep = () => {
    if (draft.trim() !== value) onKeep(draft.trim())
  }
  return (
    <TextField
      {...rest}
      value={draft}
      onChange={(event) => setDraft(event.target.value)}
      onBlur={keep}
      onKeyDown={(event) => {
        if (event.key === 'Enter') keep()
        if (event.key === 'Escape') setDraft(value)
      }}
    />
  )
}
