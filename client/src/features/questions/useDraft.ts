import { useState } from 'react'

export interface Draft {
  readonly text: string
  readonly anonymous: boolean
}
const empty: Draft = { text: '', anonymous: false }

function read(key: string): Draft {
  try {
    return { ...empty, ...(JSON.parse(localStorage.getItem(key) ?? '{}') as Partial<Draft>) }
  } catch {
    return empty // no storage, or not ours: an empty draft
  }
}

/** What is being written: it outlives a reload and the loss of the line. */
export function useDraft(name: string): [Draft, (draft: Partial<Draft>) => void] {
  const key = `rostrum:draft:${name}`
  const [draft, setDraft] = useState(() => read(key))
  const write = (change: Partial<Draft>) => {
    const next = { ...draft, ...change }
    setDraft(next)
    try {
      if (next.text === '') localStorage.removeItem(key)
      else localStorage.setItem(key, JSON.stringify(next))
    } catch {
      // Storage is full or switched off: the draft lives as long as the page.
    }
  }
  return [draft, write]
}
