import * as z from 'zod/mini'
import { idOf } from './ids.ts'

/* Fields that several contracts share. Every text has a bound; nothing here trusts a client. */

export const ForumId = idOf('forum')
export const SessionId = idOf('session')
export const PersonId = idOf('person')
export type ForumId = z.output<typeof ForumId>
export type SessionId = z.output<typeof SessionId>
export type PersonId = z.output<typeof PersonId>

// Control characters (but not line breaks and tabs), lone surrogates, and the marks that turn a line's direction around.
const forbidden = /(?![\t\n\r])\p{Cc}|\p{Cs}|[\u202a-\u202e\u2066-\u2069]/u

/** A text somebody wrote: trimmed, normalised (NFC), 1 to `max` UTF-16 units. */
export const text = (max: number) =>
  z.string().check(
    z.trim(),
    z.minLength(1),
    z.maxLength(max),
    z.overwrite((it) => it.normalize('NFC')),
    z.refine((it) => !forbidden.test(it)),
  )

/** BCP 47, as far as we use it: `en`, `fr`, `zh-Hant`. */
export const Language = z.string().check(z.regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,2}$/))

/** A time zone of the IANA database that this runtime knows: `Africa/Kigali`. */
export const TimeZone = z.string().check(z.maxLength(64), z.refine(isTimeZone))

function isTimeZone(name: string): boolean {
  if (/^[+-]/.test(name)) return false // a fixed offset knows no summer time
  try {
    return Boolean(new Intl.DateTimeFormat('en', { timeZone: name }))
  } catch {
    return false
  }
}

/** A text per language. */
export const Texts = z.record(Language, z.string().check(z.maxLength(20_000)))
export type Texts = z.output<typeof Texts>

/** An instant on the wire: ISO 8601 in UTC. */
export const Instant = z.string().check(z.regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/))

/** Of a thing that several people may change: its version, which a change must name. */
export const Version = z.int().check(z.nonnegative())

/** Who did something, as everyone may see it: never an address. `badge` is given by the server alone. */
export const Card = z.object({
  id: PersonId,
  name: z.string(),
  organisation: z.nullable(z.string()),
  badge: z.nullable(z.enum(['organiser', 'chair', 'moderator', 'panellist', 'interpreter'])),
})
export type Card = z.output<typeof Card>
