const poison = new Set(['__proto__', 'constructor', 'prototype'])

/**
 * Is this, parsed from JSON, safe to walk and to merge: no deeper than `depth`, and without the keys by which an object
 * changes what all others inherit? Looks at every value once; stops at the bound, so depth costs nothing.
 */
export function isPlain(value: unknown, depth: number): boolean {
  if (typeof value !== 'object' || value === null) return true
  if (depth === 0) return false
  if (Array.isArray(value)) return value.every((it) => isPlain(it, depth - 1))
  return Object.entries(value).every(([key, it]) => !poison.has(key) && isPlain(it, depth - 1))
}
