/** Remembers of whom there was news lately, so that whoever was being looked at meanwhile can be looked at again. */
export interface Recent {
  /** A moment, to be compared with later. */
  mark(): number
  note(key: string): void
  /** Has there been news of this key since that moment? Yes, too, when that is longer ago than is remembered. */
  since(moment: number, key: string): boolean
  /** Of what came before now nothing is known any more. */
  forget(): void
}

export function createRecent(kept = 10_000): Recent {
  const keys: string[] = []
  let dropped = 0
  return {
    mark: () => dropped + keys.length,
    note(key) {
      if (keys.push(key) < 2 * kept) return
      dropped += kept
      keys.splice(0, kept)
    },
    forget() {
      dropped += keys.length + 1
      keys.length = 0
    },
    since: (moment, key) => moment < dropped || keys.includes(key, moment - dropped),
  }
}
