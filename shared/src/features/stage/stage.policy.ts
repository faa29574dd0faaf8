import { hasRole, isBackstage, leads } from '@rostrum/shared/kernel/actor.ts'
import type { SessionRole, Standing } from '@rostrum/shared/kernel/actor.ts'
import type { PersonId } from '@rostrum/shared/kernel/fields.ts'
import type { Phase, Source, StageRole, StageState } from './stage.contract.ts'

/** Set the state, bring people on air and send them back, invite, stop a source, remove. */
export const mayDirect = leads

export const mayTakeOffAir = (standing: Standing, person: PersonId): boolean =>
  leads(standing) || standing.person === person

export const mayGoBackstage = isBackstage

const following: Readonly<Record<StageState, readonly StageState[]>> = {
  preparing: ['live'],
  live: ['paused', 'ended'],
  paused: ['live', 'ended'],
  ended: ['preparing'],
}

/** Live, but not yet: everyone counts down to `since`. */
export const isCountingDown = ({ state, since }: Pick<Phase, 'state' | 'since'>, now: Date): boolean =>
  state === 'live' && since !== null && Date.parse(since) > now.getTime()

/** Heard and seen by the audience at this moment. */
export const isLive = (phase: Pick<Phase, 'state' | 'since'>, now: Date): boolean =>
  phase.state === 'live' && !isCountingDown(phase, now)

/** The states a stage may be set to now; a countdown may only be stopped, or the session ended. */
export const nextStates = (phase: Pick<Phase, 'state' | 'since'>, now: Date): readonly StageState[] =>
  isCountingDown(phase, now) ? ['preparing', 'ended'] : following[phase.state]

/** What a role brings to a stage: interpreters are heard, signers are seen, captioners are read. */
export function sourcesOf(role: StageRole): readonly Source[] {
  switch (role) {
    case 'interpreter':
      return ['microphone']
    case 'signer':
      return ['camera']
    case 'captioner':
      return []
    case 'guest':
    case 'chair':
    case 'moderator':
    case 'panellist':
      return ['microphone', 'camera', 'screen']
    default:
      return role satisfies never
  }
}

// The role that brings the most to a stage comes first.
const byWeight: readonly SessionRole[] = [
  'chair',
  'moderator',
  'panellist',
  'signer',
  'interpreter',
  'captioner',
]

/** As what somebody is backstage and on air. Forum moderators and organisers lead a session as its moderators. */
export function stageRoleOf(standing: Standing): StageRole {
  const role = byWeight.find((it) => hasRole(standing, `session:${it}`))
  return role ?? (leads(standing) ? 'moderator' : 'guest')
}
