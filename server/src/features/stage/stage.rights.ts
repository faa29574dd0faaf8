import {
  isLive,
  mayGoBackstage,
  sourcesOf,
  stageRoleOf,
} from '@rostrum/shared/features/stage/stage.policy.ts'
import type { Phase, Source, StageRole } from '@rostrum/shared/features/stage/stage.contract.ts'
import type { Standing } from '@rostrum/shared/kernel/actor.ts'
import type { PersonId, SessionId } from '@rostrum/shared/kernel/fields.ts'
import type { Db } from '#kernel/db.ts'
import * as store from './stage.store.ts'
import type { OnAirRow, Tables } from './stage.store.ts'

/** All that decides who may be seen and heard in a session's rooms. */
export interface Situation {
  readonly phase: Phase
  readonly sharing: PersonId | null
  readonly onAir: readonly OnAirRow[]
  readonly removed: ReadonlySet<PersonId>
}

/** What somebody may do in a room, and as what they are shown there; undefined: they may not be there. */
export interface Rights {
  readonly publish: readonly Source[]
  readonly role: StageRole | 'audience'
}

export async function situationOf(db: Db<Tables>, session: SessionId): Promise<Situation> {
  const [row, onAir, removed] = await Promise.all([
    store.stage(db, session),
    store.onAir(db, session),
    store.removed(db, session),
  ])
  return {
    phase: store.phaseOf(row),
    sharing: row?.sharing ?? null,
    onAir,
    removed: new Set(removed.map((it) => it.person)),
  }
}

/**
 * On the stage whoever is on air may be seen and heard, while it is live; everyone else watches. A screen is shown by
 * one person at a time.
 */
export function rightsOnStage(it: Situation, standing: Standing | undefined, now: Date): Rights | undefined {
  if (!standing || it.phase.state === 'ended') return undefined
  const row = it.onAir.find(({ person }) => person === standing.person)
  if (!row) return { publish: [], role: 'audience' }
  const stopped = row.stopped.map(({ source }) => source)
  const own = sourcesOf(row.role).filter((source) => !stopped.includes(source))
  const publish = own.filter((source) => source !== 'screen' || it.sharing === row.person)
  return { publish: isLive(it.phase, now) ? publish : [], role: row.role }
}

/** Backstage everyone who belongs there may be seen and heard, at any time. */
export function rightsBackstage(it: Situation, standing: Standing | undefined): Rights | undefined {
  if (!standing || !mayGoBackstage(standing) || it.removed.has(standing.person)) return undefined
  const role = stageRoleOf(standing)
  return { publish: sourcesOf(role), role }
}
