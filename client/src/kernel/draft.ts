import { useState } from 'react'

/** What can be kept while it is written: texts and switches; without text there is nothing to keep. */
interface Draft {
  readonly text: string
}

const keyOf = (name: string): string => `rostrum:draft:${name}`

/** What was being written under this name; what is missing in it is as in `empty`. */
export function readDraft<T extends Draft>(name: string, empty: T): T {
  try {
    return { ...empty, ...(JSON.parse(localStorage.getItem(keyOf(name)) ?? '{}') as Partial<T>) }
  } catch {
    return empty // no storage, or not ours
  }
}

export function keepDraft<T extends Draft>(name: string, draft: T): void {
  try {
    if (draft.text === '') localStorage.removeItem(keyOf(name))
    else localStorage.setItem(keyOf(name), JSON.stringify(draft))
  } catch {
    // Storage is full or switched off: the draft lives as long as what shows it.
  }
}

/**
 * What is being written, of one person in one place (`name` says both): it outlives a reload and the loss of the line.
 * @param empty what a draft begins as
 */
export function useDraft<T extends Draft>(
  name: string,
  empty: T,
): readonly [T, (change: Partial<T>) => void] {
  const [held, setHeld] = useState(() => ({ name, draft: readDraft(name, empty) }))
  const draft = held.name === name ? held.draft : readDraft(name, empty)
  const write = (change: Partial<T>) => {
    const next = { ...draft, ...change }
    setHeld({ name, draft: next })
    keepDraft(name, next)
  }
  return [draft, write]
}
