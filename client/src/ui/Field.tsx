import { useId } from 'react'
import type { ComponentPropsWithRef, ReactNode } from 'react'
import { Icon } from './Icon.tsx'

export interface FieldLook {
  readonly label: ReactNode
  /** Hides the label from view, not from those who listen: only where the place says what is meant. */
  readonly labelHidden?: boolean
  readonly hint?: ReactNode
  /** What is wrong and the way out. */
  readonly error?: ReactNode
}

interface Wiring {
  readonly id: string
  readonly 'aria-invalid'?: true
  readonly 'aria-describedby'?: string
}

function FieldFrame({
  label,
  labelHidden = false,
  hint,
  error,
  children,
}: FieldLook & { readonly children: (wiring: Wiring) => ReactNode }) {
  const id = useId()
  const describedBy = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(' ')
  return (
    <div className="field">
      <label className={labelHidden ? 'sr-only' : 'label'} htmlFor={id}>
        {label}
      </label>
      {hint && (
        <p className="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      {children({
        id,
        ...(error ? { 'aria-invalid': true } : {}),
        ...(describedBy ? { 'aria-describedby': describedBy } : {}),
      })}
      {error && (
        <p className="error" id={`${id}-error`}>
          <Icon name="alert" size="sm" />
          <span>{error}</span>
        </p>
      )}
    </div>
  )
}

export function TextField({
  label,
  labelHidden,
  hint,
  error,
  className,
  ...rest
}: FieldLook & ComponentPropsWithRef<'input'>) {
  return (
    <FieldFrame {...frame({ label, labelHidden, hint, error })}>
      {(wiring) => <input dir="auto" {...rest} {...wiring} className={`input ${className ?? ''}`.trim()} />}
    </FieldFrame>
  )
}

export function TextArea({
  label,
  labelHidden,
  hint,
  error,
  ...rest
}: FieldLook & ComponentPropsWithRef<'textarea'>) {
  return (
    <FieldFrame {...frame({ label, labelHidden, hint, error })}>
      {(wiring) => <textarea dir="auto" rows={3} {...rest} {...wiring} className="textarea" />}
    </FieldFrame>
  )
}

/** The browser's own list: it works with every finger, key and reader. */
export function Select({
  label,
  labelHidden,
  hint,
  error,
  children,
  ...rest
}: FieldLook & ComponentPropsWithRef<'select'>) {
  return (
    <FieldFrame {...frame({ label, labelHidden, hint, error })}>
      {(wiring) => (
        <select {...rest} {...wiring} className="select">
          {children}
        </select>
      )}
    </FieldFrame>
  )
}

/** Leaves out what was not given: an optional property is absent, never undefined. */
function frame(look: { [Key in keyof FieldLook]: FieldLook[Key] | undefined }): FieldLook {
  const given = Object.entries(look).filter(([, value]) => value !== undefined)
  return Object.fromEntries(given) as unknown as FieldLook
}

export interface CheckProps extends Omit<ComponentPropsWithRef<'input'>, 'type' | 'onChange'> {
  readonly children: ReactNode
  readonly onChange: (on: boolean) => void
}

export function Checkbox({ children, onChange, ...rest }: CheckProps) {
  return (
    <label className="check">
      <input type="checkbox" {...rest} onChange={(event) => onChange(event.target.checked)} />
      <span>{children}</span>
    </label>
  )
}

/** Acts at once, unlike a checkbox in a form. */
export function Switch({ children, checked = false, onChange, ...rest }: CheckProps) {
  return (
    <label className="switch">
      <input
        type="checkbox"
        role="switch"
        aria-checked={checked}
        checked={checked}
        {...rest}
        onChange={(event) => onChange(event.target.checked)}
      />
      <span>{children}</span>
    </label>
  )
}

export interface RadioGroupProps<T extends string> {
  readonly legend: ReactNode
  readonly value: T | undefined
  readonly options: readonly { readonly value: T; readonly label: ReactNode; readonly hint?: ReactNode }[]
  readonly onChange: (value: T) => void
}

export function RadioGroup<T extends string>({ legend, value, options, onChange }: RadioGroupProps<T>) {
  const name = useId()
  return (
    <fieldset className="stack" style={{ '--gap': 'var(--s-1)' } as object}>
      <legend className="label">{legend}</legend>
      {options.map((it) => (
        <label key={it.value} className="check">
          <input type="radio" name={name} checked={it.value === value} onChange={() => onChange(it.value)} />
          <span>
            {it.label}
            {it.hint && <span className="hint"> {it.hint}</span>}
          </span>
        </label>
      ))}
    </fieldset>
  )
}
