type Presence = 'here' | 'away' | 'busy' | 'off'

export interface AvatarProps {
  readonly name: string
  readonly size?: 'xs' | 'sm' | 'lg' | 'xl'
  readonly presence?: Presence
}

/** First letters of the first and last word, in the name's own script; the name stands beside it, so nothing is read. */
export function Avatar({ name, size, presence }: AvatarProps) {
  const classes = ['av', 'av--init', size && `av--${size}`].filter(Boolean).join(' ')
  // Drawn by the style sheet: letters in the page would be found as text, and spoken as part of a button's name.
  return (
    <span
      className={classes}
      aria-hidden="true"
      data-initials={initials(name)}
      {...(presence ? { 'data-p': presence } : {})}
    />
  )
}

export function initials(name: string): string {
  const words = name.match(/\p{L}[\p{L}\p{M}]*/gu) ?? []
  const ends = words.length > 1 ? [words[0], words.at(-1)] : words
  return ends.map((it) => firstLetter(it ?? '')).join('')
}

/** A letter with the marks that belong to it: not half of one. */
const firstLetter = (word: string): string => (word.match(/^\p{L}\p{M}*/u)?.[0] ?? '').toLocaleUpperCase()
