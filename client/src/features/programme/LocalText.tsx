import { useIntl } from 'react-intl'
import type { Texts } from '@rostrum/shared/kernel/fields.ts'
import { pickText } from '@rostrum/shared/kernel/texts.ts'
import { languageName } from './programme.names.ts'

interface LocalTextProps {
  readonly texts: Texts
  /** The forum's languages: what a missing text falls back to, in this order. */
  readonly fallbacks: readonly string[]
}

/** A text of the programme in the reader's language; one in another language stands as it is, and says which it is. */
export function LocalText({ texts, fallbacks }: LocalTextProps) {
  const { locale, formatMessage } = useIntl()
  const picked = pickText(texts, locale, fallbacks)
  if (!picked) return <>{formatMessage({ id: 'programme.untitled' })}</>
  const { text, language, isFallback } = picked
  if (!isFallback) return <bdi>{text}</bdi>
  return (
    <>
      <bdi lang={language}>{text}</bdi>{' '}
      <small className="fallback">
        {formatMessage({ id: 'programme.fallback' }, { language: languageName(locale, language) })}
      </small>
    </>
  )
}
