import { useCallback } from 'react'
import { useIntl } from 'react-intl'
import type { Session, Speaker } from '@rostrum/shared/features/programme/programme.contract.ts'
import type { Texts } from '@rostrum/shared/kernel/fields.ts'
import { pickText } from '@rostrum/shared/kernel/texts.ts'

const displays = new Map<string, Intl.DisplayNames>()

/** A language in words of another: `French`, `français`. */
export function languageName(locale: string, language: string): string {
  let display = displays.get(locale)
  if (!display) displays.set(locale, (display = new Intl.DisplayNames(locale, { type: 'language' })))
  return display.of(language) ?? language
}

/** A text as a plain string, for names of controls. */
export function usePlainText(fallbacks: readonly string[]): (texts: Texts) => string {
  const { locale } = useIntl()
  return useCallback((texts) => pickText(texts, locale, fallbacks)?.text ?? '', [locale, fallbacks])
}

/** Who is named first of a session: its speakers, in protocol order; who only chairs when nobody else is there. */
export function speakersOf(session: Session, people: ReadonlyMap<string, Speaker>): Speaker[] {
  const of = (role: 'panellist' | 'chair') =>
    session.people.flatMap((it) => (it.role === role ? (people.get(it.person) ?? []) : []))
  const panel = of('panellist')
  return panel.length > 0 ? panel : of('chair')
}
