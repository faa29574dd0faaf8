/* What a name may be, and where a sign-in may lead. Pure: the server enforces it, the client says it early. */

/**
 * May somebody be called this? A name is what others go by, so it can neither hide signs nor borrow the words by which
 * staff are known (real roles are shown by a badge that the server gives). Expects the name trimmed and in NFC.
 */
export function mayBeName(name: string): boolean {
  return (
    isPlain(name) && /\p{L}/u.test(name) && !symbols.test(name) && !isAddress(name) && !soundsLikeStaff(name)
  )
}

/** As much as is asked of an organisation: nothing hidden, nobody's address. */
export const mayBeOrganisation = (name: string): boolean => isPlain(name) && !isAddress(name)

/**
 * The path on our own site that this text leads to, or `/`. Read as a browser reads it (WHATWG URL), because `/\evil`,
 * `/<tab>/evil` and `/.//evil` all leave the site there.
 */
export function safePath(next: string | null | undefined): string {
  const here = 'https://here.invalid'
  if (!next?.startsWith('/') || /[\\\p{Cc}\s]/u.test(next) || next.length > 500) return '/'
  if (!URL.canParse(next, here)) return '/'
  const { origin, pathname, search, hash } = new URL(next, here)
  return origin === here && !pathname.startsWith('//') ? pathname + search + hash : '/'
}

// A ✔ or ★ beside a name would look like a badge.
const symbols = /[\p{So}\p{Sm}\p{Sc}]/u
const hidden = /[\p{C}\p{Zl}\p{Zp}\u2800]/u
// The joiners (U+200C, U+200D) are spelling in Persian and in Indic names, and hiding places everywhere else.
const joiners = /(?<=[\p{Script=Arabic}\p{M}])[\u200c\u200d](?=[\p{Script=Arabic}\p{L}])/gu

function isPlain(name: string): boolean {
  const rest = name.replace(joiners, '')
  return !hidden.test(rest) && !/\p{Default_Ignorable_Code_Point}/u.test(rest) && !/\p{M}{5}/u.test(rest)
}

const isAddress = (name: string): boolean => /\S@\S|https?:|www\./iu.test(name)

/* Words that only staff go by. Those of the first list are refused anywhere in a name, the others as whole words. */
const staffAnywhere = [
  'moderator',
  'moderateur',
  'moderatrice',
  'organiser',
  'organizer',
  'organisateur',
  'organisatrice',
  'organizador',
  'administrator',
  'administrateur',
  'rostrum',
  'модератор',
  'организатор',
  'администратор',
  '主持人',
  '管理员',
  '主办方',
  'المشرف',
  'المنظم',
  'مديرالجلسة',
]
const staffWords = ['admin', 'mod', 'moderador', 'moderadora', 'root', 'system', 'helpdesk', 'support']

function soundsLikeStaff(name: string): boolean {
  const words = name.split(/[\s\p{P}]+/u)
  const readings = [(text: string) => plainLetters(text), (text: string) => lookalikes(plainLetters(text))]
  return readings.some(
    (read) =>
      staffAnywhere.some((word) => read(name).includes(word)) ||
      words.some((word) => staffWords.includes(read(word))),
  )
}

/** Letters and digits alone: `M·o·d érator` and `𝐌ｏｄérator` become `moderator`. */
const plainLetters = (text: string): string =>
  text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '')

/* What another script's letter looks like in Latin, as far as the words above need it (after Unicode TR 39). */
const latin: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries({
    a: 'аαɑᴀ4ꭺᎪ',
    d: 'ԁɗđᴅꭰᎠժ',
    e: 'еεєҽɛᴇ3ꭼᎬ',
    g: 'ɡԍցᴳɢꮐᏀ9',
    i: 'іιıɪ1lӏꭵᎥ',
    k: 'кκᴋ',
    m: 'мμⅿᴍꮇᎷɱ',
    n: 'пηոռɴ',
    o: 'оοσօᴏ0øө',
    p: 'рρᴘ',
    r: 'гяʀꭱᎡꮢᏒɾ',
    s: 'ѕꜱ5ꮪᏚʂ',
    t: 'тτᴛ7ꭲᎢŧ',
    u: 'υսᴜцʋ',
    z: 'ᴢꮓᏃʐ',
  }).flatMap(([to, from]) => Array.from(from, (letter) => [letter.toLowerCase(), to])),
)
// `rn` looks like `m` where letters stand close.
const lookalikes = (text: string): string =>
  Array.from(text, (letter) => latin[letter] ?? letter)
    .join('')
    .replaceAll('rn', 'm')
