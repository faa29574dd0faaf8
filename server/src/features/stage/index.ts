import { stage } from '@rostrum/shared/features/stage/stage.contract.ts'
import type { PersonId, SessionId } from '@rostrum/shared/kernel/fields.ts'
import type { Migration } from '#adapters/postgres/migrations.ts'
import type { Db } from '#kernel/db.ts'
import type { Facts } from '#kernel/facts.ts'
import type { Actor } from '#kernel/feature.ts'
import type { Media, MediaStatus } from '#kernel/media.ts'
import { createQuestions } from './stage.asks.ts'
import type { StageOptions as Asks } from './stage.asks.ts'
import { createDoor } from './stage.http.ts'
import { createRooms } from './stage.rooms.ts'
import { createStageFeature } from './stage.service.ts'
import * as store from './stage.store.ts'
import type { Tables } from './stage.store.ts'

export const stageMigrations: readonly Migration[] = [
  { name: 'stage.0001', file: new URL('stage.0001.sql', import.meta.url) },
]

export interface StageOptions extends Omit<Asks, 'db'> {
  readonly db: Db<Tables>
  /** Without one everything that is text goes on. */
  readonly media: Media | undefined
  readonly now: () => Date
  readonly facts: Pick<Facts, 'onEvent'>
  readonly log: (message: string, error: unknown) => void
  /** Takes somebody off a stage in the name of the platform: what `remove` of a chair does. */
  readonly remove: (at: { readonly session: SessionId; readonly person: PersonId }) => Promise<unknown>
  readonly isSignedIn: (person: PersonId) => Promise<boolean>
  readonly mayEnter: (actor: Actor, session: SessionId) => Promise<boolean>
}

export function createStage(options: StageOptions) {
  const { db, media, now, facts, log, remove, isSignedIn, mayEnter } = options
  const ask = createQuestions({ ...options, db: db as Db<unknown> })
  const rooms = media && createRooms({ db, media, now, ask, log })
  const door = createDoor({ db, media, now, ask, mayEnter, ensure: async (room) => rooms?.ensure(room) })

  // What changes rights changes them in the media server at once; the reconciliation is the net under this.
  const undo = (['stateSet', 'wentOnAir', 'leftAir', 'sharingSet'] as const).map((event) =>
    facts.onEvent(stage, event, async (_payload, session) => rooms?.follow(session)),
  )
  undo.push(
    facts.onEvent(stage, 'myStageSet', async ({ session, stage: mine }, person) => {
      if (mine?.place === 'removed') await rooms?.expel(person, session)
    }),
  )

  return {
    feature: createStageFeature(ask, door.routes),
    status: (): MediaStatus => media?.status() ?? 'absent',
    /** A token for somebody who does not come by HTTP: the demo's speakers. */
    admit: door.admit,

    /** Call it when somebody was taken out of a session, or of the forum: off the picture, off the stage. */
    async expel(person: PersonId, session: SessionId | null): Promise<void> {
      await rooms?.expel(person, session ?? undefined)
      const places = await store.placesOf(db, person)
      for (const it of places) if (session === null || it === session) await remove({ session: it, person })
    },

    /** Call it when somebody's roles or sign-ins have changed. */
    async recheck(person: PersonId): Promise<void> {
      if (!(await isSignedIn(person))) await rooms?.expel(person)
      await rooms?.reconcile()
    },

    async stop() {
      for (const it of undo) it()
      await rooms?.stop()
    },
  }
}
