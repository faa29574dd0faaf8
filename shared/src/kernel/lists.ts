/** The order of a list is a property of its items, never of their arrival: so every path to a state gives the same state. */
type Item = { readonly id: string }

/** Put in its place by id (ids sort by the time they were made); an item with this id is replaced. */
export const put = <T extends Item>(list: readonly T[], item: T): T[] => {
  const at = list.findLastIndex((it) => it.id <= item.id)
  return [...list.slice(0, list[at]?.id === item.id ? at : at + 1), item, ...list.slice(at + 1)]
}
export const without = <T extends Item>(list: readonly T[], id: string): T[] =>
  list.filter((it) => it.id !== id)
export const change = <T extends Item>(list: readonly T[], id: string, patch: Partial<T>): T[] =>
  list.map((it) => (it.id === id ? { ...it, ...patch } : it))

export const byId = (a: Item, b: Item): number => (a.id < b.id ? -1 : 1)
export const newest = (a: Item, b: Item): number => byId(b, a)

/** The `limit` that come first in this order, given back in the order of their ids. */
export function foremost<T extends Item>(
  list: readonly T[],
  limit: number,
  before: (a: T, b: T) => number,
): T[] {
  if (list.length <= limit) return [...list]
  const kept = new Set(
    list
      .toSorted(before)
      .slice(0, limit)
      .map((it) => it.id),
  )
  return list.filter((it) => kept.has(it.id))
}
