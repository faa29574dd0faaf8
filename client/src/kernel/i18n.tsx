import { createContext, use, useEffect, useMemo, useState } from 'react'
import type { ReactNode } from 'react'
import { IntlProvider } from 'react-intl'
import type { MessageFormatElement } from 'react-intl'

/** The languages of the interface, by their own names, in the order in which they are always offered. */
export const uiLanguages = [
  { tag: 'ar', name: 'العربية', direction: 'rtl', locale: 'ar' },
  // The English of most of the world: the day before the month, hours from 0 to 23.
  { tag: 'en', name: 'English', direction: 'ltr', locale: 'en-GB' },
  { tag: 'fr', name: 'Français', direction: 'ltr', locale: 'fr' },
] as const
export type UiLanguage = (typeof uiLanguages)[number]['tag']

type Messages = Record<string, MessageFormatElement[]>

const chunks: Record<
  UiLanguage,
  () => Promise<{ default: Record<string, string | MessageFormatElement[]> }>
> = {
  ar: () => import('virtual:messages/ar'),
  en: () => import('virtual:messages/en'),
  fr: () => import('virtual:messages/fr'),
}

/** A text with named values in braces, in the form that `formatMessage` takes without a parser. */
const elementsOf = (text: string): MessageFormatElement[] =>
  text
    .split(/\{(\w+)\}/)
    .flatMap((value, at) => (value ? [{ type: at % 2, value } as MessageFormatElement] : []))

async function load(language: UiLanguage): Promise<Messages> {
  const { default: compiled } = await chunks[language]()
  const entries = Object.entries(compiled).map(([key, it]) => [
    key,
    typeof it === 'string' ? elementsOf(it) : it,
  ])
  return Object.fromEntries(entries) as Messages
}

/** Begins to load what the first page will say, before anything is drawn. */
export const preloadMessages = (): void => void chunks[initialLanguage()]()

const storageKey = 'rostrum:language'

const of = (language: UiLanguage) => uiLanguages.find((it) => it.tag === language)

const known = (tag: string | null | undefined): UiLanguage | undefined =>
  uiLanguages.find((it) => it.tag === tag?.split('-')[0])?.tag

/** What the reader chose here, else the first of the browser's languages that we have. */
export function initialLanguage(): UiLanguage {
  return known(stored()) ?? navigator.languages.map(known).find((it) => it !== undefined) ?? 'en'
}

function stored(): string | null {
  try {
    return localStorage.getItem(storageKey)
  } catch {
    return null // storage switched off: the choice lasts as long as the page
  }
}

function store(language: UiLanguage): void {
  try {
    localStorage.setItem(storageKey, language)
  } catch {
    // As above.
  }
}

interface LanguageChoice {
  readonly language: UiLanguage
  choose(language: UiLanguage): void
}

const Choice = createContext<LanguageChoice>({ language: 'en', choose: () => {} })

export const useLanguage = (): LanguageChoice => use(Choice)

/** The interface's language: messages, and `lang` and `dir` of the page. */
export function LanguageProvider({ children }: { readonly children: ReactNode }) {
  const [wanted, setWanted] = useState(initialLanguage)
  const [shown, setShown] = useState<{ language: UiLanguage; messages: Messages }>()

  useEffect(() => {
    let stale = false
    void load(wanted).then((messages) => {
      if (stale) return
      Object.assign(document.documentElement, { lang: wanted, dir: of(wanted)?.direction ?? 'ltr' })
      setShown({ language: wanted, messages })
    })
    return () => void (stale = true)
  }, [wanted])

  const language = shown?.language ?? wanted
  const choice = useMemo<LanguageChoice>(
    () => ({
      language,
      choose(next) {
        store(next)
        setWanted(next)
      },
    }),
    [language],
  )
  if (!shown) return null
  return (
    <Choice value={choice}>
      <IntlProvider locale={of(language)?.locale ?? language} defaultLocale="en" messages={shown.messages}>
        {children}
      </IntlProvider>
    </Choice>
  )
}
