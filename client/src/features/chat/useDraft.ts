import { useState } from 'react'

/** What is being written, kept over a reload. Where the browser keeps nothing, it lives as long as the panel. */
export function useDraft(session: string): readonly [text: string, set: (text: string) => void] {
  const key = `chat-draft:${session}`
  const [text, setText] = useState(() => read(key))
  const set = (next: string) => {
    setText(next)
    try {
      if (next === '') localStorage.removeItem(key)
      else localStorage.setItem(key, next)
    } catch {
      // Kept in memory only.
    }
  }
  return [text, set]
}

function read(key: string): string {
  try {
    return localStorage.getItem(key) ?? ''
  } catch {
    return ''
  }
}
