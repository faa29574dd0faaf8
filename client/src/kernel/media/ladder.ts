import type { ConnectionGrade, Ladder } from './types.ts'

/* How much comes over the line. */

const steps: readonly Ladder[] = ['full', 'saver', 'audio']
/** A bad moment is not a bad line, and a good one is not yet a good one. */
const downAfterMs = 6_000
const upAfterMs = 20_000

export interface Climb {
  readonly ladder: Ladder
  /** Since when the line has been as it is. */
  readonly since: number
  readonly isGood: boolean
}

export const startOfClimb = (now: number): Climb => ({ ladder: 'full', since: now, isGood: true })

/**
 * The ladder of `auto`: a step down after six seconds of a poor line, a step up after twenty of a good one. It does not
 * go down to text by itself: sound needs less than anything else here.
 */
export function climb(now: number, grade: ConnectionGrade, it: Climb): Climb {
  const isGood = grade !== 'poor' && grade !== 'lost'
  if (isGood !== it.isGood) return { ...it, isGood, since: now }
  if (now - it.since < (isGood ? upAfterMs : downAfterMs)) return it
  const at = steps.indexOf(it.ladder) + (isGood ? -1 : 1)
  return { ...it, ladder: steps[at] ?? it.ladder, since: now }
}

export interface Sent {
  readonly kind: 'sound' | 'picture'
  readonly isScreen: boolean
  /** Of whoever speaks, or spoke last. */
  readonly isOfSpeaker: boolean
}

/** Whether this is wanted: `saver` shows one picture, a screen before a face. */
export function isWanted(
  ladder: Ladder,
  { kind, isScreen, isOfSpeaker }: Sent,
  someScreen: boolean,
): boolean {
  if (ladder === 'text') return false
  if (kind === 'sound' || ladder === 'full') return true
  if (ladder === 'audio') return false
  return someScreen ? isScreen : isOfSpeaker
}
