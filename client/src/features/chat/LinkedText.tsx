import { piecesOf } from './links.ts'

export interface LinkedTextProps {
  readonly text: string
  readonly mentions: readonly { readonly id: string; readonly name: string }[]
  readonly me: string
}

/** What somebody wrote: text, with links that are safe to follow and the names of those it speaks to. */
export function LinkedText({ text, mentions, me }: LinkedTextProps) {
  return piecesOf(text, mentions, me).map((piece, at) => {
    // The pieces of a text never change their places.
    const key = at
    if (piece.kind === 'text') return <span key={key}>{piece.text}</span>
    if (piece.kind === 'mention')
      return (
        <span key={key} className="at">
          @<bdi>{piece.name}</bdi>
        </span>
      )
    return (
      <a key={key} className="link" href={piece.href} target="_blank" rel="noopener nofollow ugc" dir="ltr">
        {piece.text}
      </a>
    )
  })
}
