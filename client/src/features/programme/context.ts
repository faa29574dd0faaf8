import { createContext, use } from 'react'
import type { SessionId } from '@rostrum/shared/kernel/fields.ts'
import type { Clocks } from '#kernel/times.ts'
import type { ProgrammeView } from './programme.store.ts'

/** What every line about a session needs, the same for all: so that a line is drawn again only when its session is another. */
export interface Lines {
  readonly programme: ProgrammeView
  readonly clocks: Clocks
  /** Stars are for those who have signed in. */
  readonly hasStars: boolean
}

const Context = createContext<Lines | undefined>(undefined)
export const LinesProvider = Context.Provider

export function useLines(): Lines {
  const lines = use(Context)
  if (!lines) throw new Error('a line of the programme outside of it')
  return lines
}

export const programmePath = (slug: string): string => `/forums/${encodeURIComponent(slug)}/programme`
export const sessionPath = (id: SessionId): string => `/sessions/${encodeURIComponent(id)}`
