import * as z from 'zod/mini'

/** A name that cannot be mistaken for the name of something else. */
export type Id<Family extends string> = string & z.core.$brand<Family>

export const idOf = <Family extends string>(_family: Family) =>
  z
    .string()
    .check(z.regex(/^[A-Za-z0-9_-]{1,64}$/))
    .brand<Family>()

export type IdSchema<Family extends string> = z.ZodMiniType<Id<Family>, string>

/** Makes UUIDs (version 7) by this clock (ms since 1970): they sort by their moment, and within one by their order. */
export function createIds(clock: () => number): () => string {
  let last = 0
  let count = 0
  return () => {
    const now = clock()
    if (now > last) [last, count] = [now, 0]
    else if (++count > 0xfff) [last, count] = [last + 1, 0]
    const time = last.toString(16).padStart(12, '0')
    const tail = randomHex()
    return `${time.slice(0, 8)}-${time.slice(8)}-7${count.toString(16).padStart(3, '0')}-${tail.slice(0, 4)}-${tail.slice(4)}`
  }
}

export const uuid7 = createIds(Date.now)

/** Asking for random bits costs more than all else about an id, so they are asked for in advance, 64 for each. */
const pool = new Uint32Array(2 * 128)
let used = pool.length

/** Sixteen digits that nobody can foresee, and the variant of RFC 9562 in the first of them. */
function randomHex(): string {
  if (used === pool.length) {
    crypto.getRandomValues(pool)
    used = 0
  }
  const [high = 0, low = 0] = [pool[used++], pool[used++]]
  const variant = ((high & 0x3fffffff) | 0x80000000) >>> 0
  return variant.toString(16) + low.toString(16).padStart(8, '0')
}

export const CommandId = z
  .string()
  .check(z.regex(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/))
