import { useId } from 'react'
import type { ReactNode } from 'react'

export interface ListSectionProps {
  readonly title: ReactNode
  /** Said in the list's place while it has no rows. */
  readonly empty: ReactNode
  /** The rows, each an `li`. */
  readonly children: readonly ReactNode[]
}

/** A heading and its list. */
export function ListSection({ title, empty, children }: ListSectionProps) {
  const id = useId()
  return (
    <section className="stack" aria-labelledby={id}>
      <h3 id={id} className="h-card">
        {title}
      </h3>
      {children.length === 0 ? (
        <p className="meta">{empty}</p>
      ) : (
        <ul className="card card--flush list">{children}</ul>
      )}
    </section>
  )
}
