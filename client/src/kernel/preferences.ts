import { createStore } from 'zustand/vanilla'
import { useStore } from 'zustand'
import type { Ladder } from './media/types.ts'

/* What somebody wants on this device, and not on their others: a phone on a costly line is not the office's screen. */

export const textSizes = [100, 112, 125, 150] as const
export type TextSize = (typeof textSizes)[number]
/** How much of a stage comes over the line when a session is entered: `auto` follows the line. */
export const startModes = ['auto', 'full', 'saver', 'audio', 'text'] as const satisfies readonly (
  | Ladder
  | 'auto'
)[]

export interface Preferences {
  /** Of everything, in per cent of what the browser is set to. */
  readonly textSize: TextSize
  readonly startWith: Ladder | 'auto'
}

const storageKey = 'rostrum:preferences'
const preset: Preferences = { textSize: 100, startWith: 'auto' }
const preferences = createStore<Preferences>(() => preset)

const oneOf = <T>(list: readonly T[], it: unknown, otherwise: T): T =>
  list.find((one) => one === it) ?? otherwise

function stored(): Preferences {
  try {
    const it = JSON.parse(localStorage.getItem(storageKey) ?? '{}') as Partial<
      Record<keyof Preferences, unknown>
    >
    return {
      textSize: oneOf(textSizes, it.textSize, preset.textSize),
      startWith: oneOf(startModes, it.startWith, preset.startWith),
    }
  } catch {
    return preset
  }
}

/** Before the first paint, so that nothing jumps. */
export function applyPreferences(next: Preferences = stored()): void {
  preferences.setState(next, true)
  document.documentElement.style.fontSize = next.textSize === 100 ? '' : `${next.textSize}%`
}

export function choosePreferences(changes: Partial<Preferences>): void {
  const next = { ...preferences.getState(), ...changes }
  try {
    localStorage.setItem(storageKey, JSON.stringify(next))
  } catch {
    // Storage switched off: the choice lasts as long as the page.
  }
  applyPreferences(next)
}

export const usePreferences = (): Preferences => useStore(preferences)
export const startMode = (): Preferences['startWith'] => preferences.getState().startWith
