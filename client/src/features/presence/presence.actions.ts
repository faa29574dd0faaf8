import type { Reaction } from '@rostrum/shared/features/presence/presence.contract.ts'
import type { SessionId } from '@rostrum/shared/kernel/fields.ts'
import { clock } from '#kernel/clock.ts'
import { call } from '#kernel/live.ts'

/** Applause that arrives after the speech is none. */
const wantedMs = 5_000

export const react = (session: SessionId, kind: Reaction) =>
  call('presence:react', { session, kind }, { exp: clock.now() + wantedMs })
