const most = 60
const unspaced = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/u

/**
 * What two wordings of one question share: words of three letters and more without case and marks, and pairs of
 * characters where a script sets no spaces.
 */
export function wordsOf(text: string): string[] {
  const plain = text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase()
  const words = plain.match(/[\p{L}\p{N}]+/gu) ?? []
  return [...new Set(words.flatMap(partsOf))].slice(0, most)
}

function partsOf(word: string): string[] {
  const characters = Array.from(word)
  if (!unspaced.test(word)) return characters.length >= 3 ? [word] : []
  return characters.slice(0, -1).map((it, i) => it + characters[i + 1])
}

const similarEnough = 0.5

interface Worded<Id> {
  readonly id: Id
  readonly tokens: readonly string[]
}

/**
 * Wordings, the oldest first, of which the most similar to another is looked for (Jaccard: what two share of all that they
 * have together). By their words, so that looking costs what is shared, and nothing for the rest.
 */
export function createLikeness<Id>(known: readonly Worded<Id>[]) {
  const all: { readonly id: Id; readonly size: number }[] = []
  const having = new Map<string, number[]>()

  function add({ id, tokens }: Worded<Id>): void {
    const at = all.push({ id, size: tokens.length }) - 1
    for (const word of tokens) {
      const places = having.get(word)
      if (places) places.push(at)
      else having.set(word, [at])
    }
  }
  known.forEach(add)

  return {
    add,
    /** Of those that are similar enough; of equals, the oldest. */
    closest(tokens: readonly string[]): Id | null {
      const shared = new Uint16Array(all.length)
      for (const word of tokens) for (const at of having.get(word) ?? []) shared[at] = (shared[at] ?? 0) + 1
      let best: Id | null = null
      let most = 0
      for (const [at, { id, size }] of all.entries()) {
        const both = shared[at] ?? 0
        const alike = both / (size + tokens.length - both)
        if (alike >= similarEnough && alike > most) [best, most] = [id, alike]
      }
      return best
    },
  }
}
