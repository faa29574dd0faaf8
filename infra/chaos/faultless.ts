import type { Verdict } from './verify.ts'

/** What a run must have found, whatever else it has counted. */
export const faultless = {
  lost: 0,
  doubled: 0,
  gaps: 0,
  disorder: 0,
  leaked: 0,
  diverged: 0,
  wrongTotals: 0,
  refused: 0,
  stuck: 0,
} as const satisfies Omit<Verdict, 'commands' | 'repeated' | 'blows'>
