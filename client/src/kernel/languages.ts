/** The languages of the interface, by their own names, in the order in which they are always offered. */
export const uiLanguages = [
  { tag: 'ar', name: 'العربية', direction: 'rtl', locale: 'ar' },
  // The English of most of the world: the day before the month, hours from 0 to 23.
  { tag: 'en', name: 'English', direction: 'ltr', locale: 'en-GB' },
  { tag: 'fr', name: 'Français', direction: 'ltr', locale: 'fr' },
] as const
export type UiLanguage = (typeof uiLanguages)[number]['tag']

const storageKey = 'rostrum:language'

const known = (tag: string | null | undefined): UiLanguage | undefined =>
  uiLanguages.find((it) => it.tag === tag?.split('-')[0])?.tag

/** What was chosen on this device, else the first of the browser's languages that we have. */
export function initialLanguage(): UiLanguage {
  return known(stored()) ?? navigator.languages.map(known).find((it) => it !== undefined) ?? 'en'
}

/** What a profile's language asks of this device: nothing if another was chosen here, or if we do not have it. */
export const wantedHere = (ofProfile: string): UiLanguage | undefined =>
  known(stored()) === undefined ? known(ofProfile) : undefined

function stored(): string | null {
  try {
    return localStorage.getItem(storageKey)
  } catch {
    return null // storage switched off: the choice lasts as long as the page
  }
}

export function storeLanguage(language: UiLanguage): void {
  try {
    localStorage.setItem(storageKey, language)
  } catch {
    // As above.
  }
}
