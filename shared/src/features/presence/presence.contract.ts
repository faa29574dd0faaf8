import * as z from 'zod/mini'
import { command, defineContract, signal } from '@rostrum/shared/kernel/contract.ts'
import type { Card } from '@rostrum/shared/kernel/fields.ts'
import { ForumId, SessionId } from '@rostrum/shared/kernel/fields.ts'

export const Reaction = z.enum(['applause', 'agree', 'thanks', 'laugh', 'wonder'])
export type Reaction = z.output<typeof Reaction>
export const reactions = Reaction.options

export const presencePage = 50

/**
 * Who is here is news of the moment: it is sent as signals, merged per tick, and kept by nobody. Counts are of distinct
 * people over all servers; names come by page (`GET /api/sessions/:session/people`), only of those who agreed to it.
 */
export const presence = defineContract({
  feature: 'presence',
  commands: {
    react: command('session', { kind: Reaction }),
  },
  events: {},
  signals: {
    counted: signal('session', z.object({ session: SessionId, people: z.int() }), { latest: 'session' }),
    forumCounted: signal('forum', z.object({ forum: ForumId, people: z.int() }), { latest: 'forum' }),
    /** How often each was given so far; a client shows what was added while it looked on. */
    reacted: signal('session', z.object({ session: SessionId, totals: z.partialRecord(Reaction, z.int()) }), {
      latest: 'session',
    }),
  },
  snapshot: {},
})

/** `GET /api/sessions/:session/people?after=&search=`, by name. */
export interface PeoplePage {
  readonly people: readonly Pick<Card, 'id' | 'name' | 'organisation'>[]
  /** Ask for `?after=` this for the next page; null: there is no more. */
  readonly next: string | null
  /** Distinct people here now, and those of them who agreed to be listed. */
  readonly here: number
  readonly listed: number
}
