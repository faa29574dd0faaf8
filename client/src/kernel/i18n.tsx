import { createContext, use, useEffect, useMemo, useState } from 'react'
import type { ReactNode } from 'react'
import { IntlProvider } from 'react-intl'
import type { MessageFormatElement } from 'react-intl'
import { initialLanguage, storeLanguage, uiLanguages, wantedHere } from './languages.ts'
import type { UiLanguage } from './languages.ts'
import { useMaybeMe } from './me.ts'

type Messages = Record<string, MessageFormatElement[]>

interface Compiled {
  readonly default: Record<string, string | MessageFormatElement[]>
}

/** What a session's page says at first, and all else: so that the first does not wait for the second. */
const chunks: Record<UiLanguage, readonly [first: () => Promise<Compiled>, later: () => Promise<Compiled>]> =
  {
    ar: [() => import('virtual:messages/ar'), () => import('virtual:messages/ar/later')],
    en: [() => import('virtual:messages/en'), () => import('virtual:messages/en/later')],
    fr: [() => import('virtual:messages/fr'), () => import('virtual:messages/fr/later')],
  }

/** A text with named values in braces, in the form that `formatMessage` takes without a parser. */
const elementsOf = (text: string): MessageFormatElement[] =>
  text
    .split(/\{(\w+)\}/)
    .flatMap((value, at) => (value ? [{ type: at % 2, value } as MessageFormatElement] : []))

async function read(chunk: () => Promise<Compiled>): Promise<Messages> {
  const { default: compiled } = await chunk()
  const entries = Object.entries(compiled).map(([key, it]) => [
    key,
    typeof it === 'string' ? elementsOf(it) : it,
  ])
  return Object.fromEntries(entries) as Messages
}

/** Begins to load what the first page will say, before anything is drawn. */
export const preloadMessages = (): void => void chunks[initialLanguage()][0]()

const { promise: whole, resolve: isWhole } = Promise.withResolvers<void>()

/** Resolves when every text can be said: what is not on a session's page at first waits for it. */
export const allTexts = (): Promise<void> => whole

const of = (language: UiLanguage) => uiLanguages.find((it) => it.tag === language)

interface LanguageChoice {
  readonly language: UiLanguage
  choose(language: UiLanguage): void
  /** Takes the language of the profile of somebody who comes in, unless another was chosen on this device. */
  adopt(ofProfile: string): void
}

const Choice = createContext<LanguageChoice>({ language: 'en', choose: () => {}, adopt: () => {} })

export const useLanguage = (): LanguageChoice => use(Choice)

/** The interface's language: messages, and `lang` and `dir` of the page. */
export function LanguageProvider({ children }: { readonly children: ReactNode }) {
  const [wanted, setWanted] = useState(initialLanguage)
  const [shown, setShown] = useState<{ language: UiLanguage; messages: Messages }>()

  useEffect(() => {
    let stale = false
    const show = (messages: Messages) => {
      if (stale) return
      Object.assign(document.documentElement, { lang: wanted, dir: of(wanted)?.direction ?? 'ltr' })
      setShown({ language: wanted, messages })
    }
    void showIn(wanted, show)
    return () => void (stale = true)
  }, [wanted])

  const language = shown?.language ?? wanted
  const choice = useMemo<LanguageChoice>(() => {
    const choose = (next: UiLanguage) => {
      storeLanguage(next)
      setWanted(next)
    }
    const adopt = (ofProfile: string) => {
      const next = wantedHere(ofProfile)
      if (next) choose(next)
    }
    return { language, choose, adopt }
  }, [language])
  // The reader's own zone, wherever their device is: every time on the page is told in it.
  const zone = useMaybeMe()?.timeZone
  if (!shown) return null
  return (
    <Choice value={choice}>
      <IntlProvider
        locale={of(language)?.locale ?? language}
        defaultLocale="en"
        messages={shown.messages}
        {...(zone ? { timeZone: zone } : {})}
      >
        {children}
      </IntlProvider>
    </Choice>
  )
}

let isFirstLanguage = true

/** The language one comes with is shown as soon as the first page can be read; another only when all of it is there. */
async function showIn(language: UiLanguage, show: (messages: Messages) => void): Promise<void> {
  const [first, later] = chunks[language]
  const [now, rest] = [read(first), read(later)]
  if (isFirstLanguage) show(await now)
  isFirstLanguage = false
  show({ ...(await now), ...(await rest) })
  isWhole()
}
