import { expect, test } from 'vitest'
import { countryChoices, zoneChoices, zoneLabel } from './choices.ts'

test('every country has a name in each language of the interface, in the order of that language', () => {
  for (const language of ['en', 'fr', 'ar']) {
    const choices = countryChoices(language)
    expect(choices.filter((it) => it.label === it.value)).toEqual([])
    const { compare } = new Intl.Collator(language)
    expect(choices.map((it) => it.label).toSorted(compare)).toEqual(choices.map((it) => it.label))
  }
  const labels = countryChoices('fr').map((it) => it.label)
  expect(labels.indexOf('Égypte')).toBeLessThan(labels.indexOf('Finlande')) // accents do not send it to the end
})

test('a zone is named by its place and what it is ahead at that moment', () => {
  expect(zoneLabel('Europe/Zurich', 'en', new Date('2030-07-01T12:00Z'))).toBe('Zurich, GMT+2')
  expect(zoneLabel('Europe/Zurich', 'en', new Date('2030-01-01T12:00Z'))).toBe('Zurich, GMT+1')
  expect(zoneLabel('America/Argentina/Buenos_Aires', 'en', new Date())).toBe('Argentina, Buenos Aires, GMT-3')
  expect(zoneLabel('UTC', 'en', new Date())).toBe('UTC')
})

test('every zone of this runtime stands under its continent, once', () => {
  const all = zoneChoices('en', new Date()).flatMap(([continent, list]) =>
    list.map((it) => [continent, it.value] as const),
  )
  expect(new Set(all.map(([, zone]) => zone)).size).toBe(all.length)
  expect(all.every(([continent, zone]) => zone.startsWith(`${continent}/`))).toBe(true)
})
