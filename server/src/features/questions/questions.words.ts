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
