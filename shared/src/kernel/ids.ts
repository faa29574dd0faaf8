import * as z from 'zod/mini'

/** A name that cannot be mistaken for the name of something else. */
export type Id<Family extends string> = string & z.core.$brand<Family>

export const idOf = <Family extends string>(_family: Family) =>
  z
    .string()
    .check(z.regex(/^[A-Za-z0-9_-]{1,64}$/))
    .brand<Family>()

export type IdSchema<Family extends string> = z.ZodMiniType<Id<Family>, string>

let last = 0
let count = 0

/** UUIDv7: sorts by the moment it was made, and ids made here in the same millisecond by their order. */
export function uuid7(): string {
  const now = Date.now()
  if (now > last) [last, count] = [now, 0]
  else if (++count > 0xfff) [last, count] = [last + 1, 0]
  const random = crypto.getRandomValues(new Uint8Array(8))
  random[0] = ((random[0] ?? 0) & 0x3f) | 0x80 // the variant of RFC 9562
  const time = last.toString(16).padStart(12, '0')
  const hex = Array.from(random, (byte) => byte.toString(16).padStart(2, '0')).join('')
  return `${time.slice(0, 8)}-${time.slice(8)}-7${count.toString(16).padStart(3, '0')}-${hex.slice(0, 4)}-${hex.slice(4)}`
}

export const CommandId = z
  .string()
  .check(z.regex(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/))
