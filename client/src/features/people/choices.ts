import { countries } from '@rostrum/shared/kernel/countries.ts'

/* What there is to choose from, named by the browser in the reader's language. */

export interface Choice {
  readonly value: string
  readonly label: string
}

const byLabel = (language: string) => {
  const collator = new Intl.Collator(language)
  return (one: Choice, two: Choice) => collator.compare(one.label, two.label)
}

/** Countries and areas, sorted as the reader's language sorts. */
export function countryChoices(language: string): readonly Choice[] {
  const names = new Intl.DisplayNames([language], { type: 'region' })
  return countries.map((value) => ({ value, label: names.of(value) ?? value })).toSorted(byLabel(language))
}

/** The six of the United Nations, in their fixed order and by their own names. */
export const spokenLanguages: readonly Choice[] = [
  { value: 'ar', label: 'العربية' },
  { value: 'zh', label: '中文' },
  { value: 'en', label: 'English' },
  { value: 'fr', label: 'Français' },
  { value: 'ru', label: 'Русский' },
  { value: 'es', label: 'Español' },
]

/** `Asia/Dhaka` with its offset at this moment: `Dhaka, GMT+6`. */
export function zoneLabel(zone: string, language: string, now: Date): string {
  const parts = new Intl.DateTimeFormat(language, {
    timeZone: zone,
    timeZoneName: 'shortOffset',
  }).formatToParts(now)
  const offset = parts.find((it) => it.type === 'timeZoneName')?.value ?? ''
  const place = zone.split('/').slice(1).join(', ').replaceAll('_', ' ')
  return place ? `${place}, ${offset}` : zone
}

/** Every zone this browser knows, by continent. */
export function zoneChoices(language: string, now: Date): readonly (readonly [string, readonly Choice[]])[] {
  const zones = Intl.supportedValuesOf('timeZone').filter((it) => it.includes('/'))
  const groups = Map.groupBy(zones, (it) => it.split('/')[0] ?? '')
  return [...groups].map(([continent, list]) => [
    continent,
    list.map((value) => ({ value, label: zoneLabel(value, language, now) })),
  ])
}
