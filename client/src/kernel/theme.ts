import { createStore } from 'zustand/vanilla'
import { useStore } from 'zustand'

export const themes = ['system', 'light', 'dark'] as const
export type Theme = (typeof themes)[number]

const storageKey = 'rostrum:theme'
const isTheme = (it: unknown): it is Theme => (themes as readonly unknown[]).includes(it)

function stored(): Theme {
  try {
    const theme = localStorage.getItem(storageKey)
    return isTheme(theme) ? theme : 'system'
  } catch {
    return 'system'
  }
}

const theme = createStore<{ theme: Theme }>(() => ({ theme: 'system' }))

/** Before the first paint: the reader's choice, which `tokens.css` follows. */
export function applyStoredTheme(): void {
  show(stored())
}

export function chooseTheme(next: Theme): void {
  try {
    localStorage.setItem(storageKey, next)
  } catch {
    // Storage switched off: the choice lasts as long as the page.
  }
  show(next)
}

function show(next: Theme): void {
  theme.setState({ theme: next })
  if (next === 'system') delete document.documentElement.dataset['theme']
  else document.documentElement.dataset['theme'] = next
}

export const useTheme = (): Theme => useStore(theme, (it) => it.theme)
