import { icons } from './icons.ts'
import type { IconName } from './icons.ts'

/** Marks that point along the line of reading turn around with it; play, check and clock do not. */
const mirrored: ReadonlySet<IconName> = new Set(['arrow', 'leave', 'next', 'prev', 'send', 'undo', 'reply'])
/** Made of dots: a thicker pen. */
const dotted: ReadonlySet<IconName> = new Set(['grip', 'more'])

export interface IconProps {
  readonly name: IconName
  readonly size?: 'sm' | 'lg'
  readonly filled?: boolean
}

/** A mark beside a word, or inside a control that has a name: it is never read aloud itself. */
export function Icon({ name, size, filled = false }: IconProps) {
  const classes = ['i', size && `i--${size}`, filled && 'i--fill', mirrored.has(name) && 'i--flip']
  return (
    <svg className={classes.filter(Boolean).join(' ')} viewBox="0 0 24 24" aria-hidden="true">
      <path d={icons[name]} {...(dotted.has(name) ? { strokeWidth: 2.6 } : {})} />
    </svg>
  )
}
