import type { Texts } from './fields.ts'

export interface PickedText {
  readonly text: string
  /** The language the text is really in: for `lang=`, so that it is read aloud and broken rightly. */
  readonly language: string
  /** Not the language that was asked for. The reader is told, always: "in English". */
  readonly isFallback: boolean
}

const primary = (tag: string) => tag.split('-')[0]

/**
 * The text to show a reader: in the wanted language, else in the first language of `fallbacks` there is, else in any
 * (by tag, so that everyone sees the same). A wanted `fr-CA` is met by `fr` and the other way round. Blank texts count
 * as missing. Null when there is none at all.
 */
export function pickText(texts: Texts, wanted: string, fallbacks: readonly string[]): PickedText | null {
  const there = Object.keys(texts)
    .filter((tag) => texts[tag]?.trim())
    .toSorted()
  const find = (tag: string) =>
    there.find((it) => it === tag) ?? there.find((it) => primary(it) === primary(tag))
  const [best] = [wanted, ...fallbacks, ...there].flatMap((tag) => find(tag) ?? [])
  if (best === undefined) return null
  return { text: texts[best] ?? '', language: best, isFallback: primary(best) !== primary(wanted) }
}
