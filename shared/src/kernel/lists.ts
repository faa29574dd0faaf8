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
