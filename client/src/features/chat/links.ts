import { LinkifyIt } from 'linkify-it'

export type Piece =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'link'; readonly text: string; readonly href: string }
  | { readonly kind: 'mention'; readonly name: string; readonly isMe: boolean }

const finder = new LinkifyIt({ fuzzyLink: true, fuzzyEmail: false, fuzzyIP: false })
  .add('ftp:', null)
  .add('mailto:', null)
  .add('//', null)

/** What a link may lead to. Everything else stays the text it is. */
const schemes: ReadonlySet<string> = new Set(['http:', 'https:'])

function hrefOf(url: string): string | undefined {
  const parsed = URL.parse(url)
  // A name before the host makes a stranger's address look like a friend's.
  return parsed && schemes.has(parsed.protocol) && !parsed.username ? parsed.href : undefined
}

/** A text in pieces, in order: joined again they are the text, character for character. */
export function piecesOf(
  text: string,
  mentions: readonly { id: string; name: string }[],
  me: string,
): Piece[] {
  const pieces: Piece[] = []
  let from = 0
  for (const match of finder.match(text) ?? []) {
    const href = hrefOf(match.url)
    if (!href || match.index < from) continue
    pieces.push(...namesIn(text.slice(from, match.index), mentions, me))
    pieces.push({ kind: 'link', text: text.slice(match.index, match.lastIndex), href })
    from = match.lastIndex
  }
  return [...pieces, ...namesIn(text.slice(from), mentions, me)]
}

function namesIn(text: string, mentions: readonly { id: string; name: string }[], me: string): Piece[] {
  if (text === '') return []
  for (const { id, name } of mentions) {
    const at = text.indexOf(`@${name}`)
    if (at < 0) continue
    const rest = text.slice(at + 1 + name.length)
    return [
      ...namesIn(text.slice(0, at), mentions, me),
      { kind: 'mention', name, isMe: id === me },
      ...namesIn(rest, mentions, me),
    ]
  }
  return [{ kind: 'text', text }]
}
