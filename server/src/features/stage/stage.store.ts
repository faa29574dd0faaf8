import { maxBackstage, maxInvitations, maxStages } from '@rostrum/shared/features/stage/stage.contract.ts'
import type * as wire from '@rostrum/shared/features/stage/stage.contract.ts'
import { untouched } from '@rostrum/shared/features/stage/stage.state.ts'
import type { Card, ForumId, PersonId, SessionId } from '@rostrum/shared/kernel/fields.ts'
import { byId } from '@rostrum/shared/kernel/lists.ts'
import { sql } from 'kysely'
import type { Db } from '#kernel/db.ts'

export interface StageRow {
  session: SessionId
  forum: ForumId
  state: wire.StageState
  since: Date
  note: string | null
  back_at: Date | null
  version: number
  spotlight: PersonId | null
  sharing: PersonId | null
}
interface Placed {
  session: SessionId
  person: PersonId
}
export interface OnAirRow extends Placed {
  card: Card
  role: wire.StageRole
  since: Date
  stopped: wire.MyStage['stopped']
}
export interface InvitationRow extends Placed {
  card: Card
  by: Card
  state: wire.Invitation['state']
  asked_at: Date
  until: Date
  version: number
}
export interface Tables {
  stages: StageRow
  stage_on_air: OnAirRow
  stage_backstage: Placed & { card: Card; role: wire.StageRole; is_ready: boolean; since: Date }
  stage_removed: Placed
  stage_invitations: InvitationRow
}

const json = <T>(value: T) => sql<T>`${JSON.stringify(value)}::jsonb`
const anyOf = (people: readonly PersonId[]) => sql<PersonId>`any(${people}::text[])`

/* ── the stage as a whole ────────────────────────────────────────────────────────────────────── */

export const stage = (db: Db<Tables>, session: SessionId): Promise<StageRow | undefined> =>
  db.selectFrom('stages').selectAll().where('session', '=', session).executeTakeFirst()

export const saveStage = (db: Db<Tables>, row: Omit<StageRow, 'spotlight' | 'sharing'>) =>
  db
    .insertInto('stages')
    .values({ ...row, spotlight: null, sharing: null })
    .onConflict((it) => it.column('session').doUpdateSet({ ...row }))

/** Whoever is brought on air first makes the stage. */
export const ensureStage = (db: Db<Tables>, at: { session: SessionId; forum: ForumId; now: Date }) =>
  db
    .insertInto('stages')
    .values({
      session: at.session,
      forum: at.forum,
      state: 'preparing',
      since: at.now,
      note: null,
      back_at: null,
      version: 0,
      spotlight: null,
      sharing: null,
    })
    .onConflict((it) => it.column('session').doNothing())

export const changeStage = (db: Db<Tables>, session: SessionId, values: Partial<StageRow>) =>
  db.updateTable('stages').set(values).where('session', '=', session)

export const phaseOf = (row: Omit<StageRow, 'spotlight' | 'sharing'> | undefined): wire.Phase =>
  row && row.version > 0
    ? {
        state: row.state,
        since: row.since.toISOString(),
        note: row.note,
        backAt: row.back_at?.toISOString() ?? null,
        version: row.version,
      }
    : untouched

export async function ofForum(db: Db<Tables>, forum: ForumId): Promise<wire.StageOfForum[]> {
  const rows = await db
    .selectFrom('stages')
    .select(['session', 'state', 'since'])
    .where('forum', '=', forum)
    .where('state', '<>', 'preparing')
    .orderBy('session')
    .limit(maxStages)
    .execute()
  return rows.map((it) => ({ id: it.session, state: it.state, since: it.since.toISOString() }))
}

/** Stages that carry sound and picture now, or may at any moment. */
export const running = (db: Db<Tables>) =>
  db
    .selectFrom('stages')
    .select(['session', 'since', 'state'])
    .where('state', 'in', ['live', 'paused'])
    .execute()

/* ── on air ──────────────────────────────────────────────────────────────────────────────────── */

export const onAir = (db: Db<Tables>, session: SessionId): Promise<OnAirRow[]> =>
  db.selectFrom('stage_on_air').selectAll().where('session', '=', session).orderBy('person').execute()

export const onAirView = (row: OnAirRow): wire.OnAir => ({
  id: row.person,
  card: row.card,
  role: row.role,
  since: row.since.toISOString(),
  stopped: row.stopped.map((it) => it.source),
})

export const putOnAir = (db: Db<Tables>, row: OnAirRow) =>
  db.insertInto('stage_on_air').values({ ...row, card: json(row.card), stopped: json(row.stopped) })

export const setStopped = (db: Db<Tables>, row: OnAirRow) =>
  db
    .updateTable('stage_on_air')
    .set({ stopped: json(row.stopped) })
    .where('session', '=', row.session)
    .where('person', '=', row.person)

export const dropOnAir = (db: Db<Tables>, session: SessionId, person: PersonId) =>
  db.deleteFrom('stage_on_air').where('session', '=', session).where('person', '=', person)

export const clearOnAir = (db: Db<Tables>, session: SessionId) =>
  db.deleteFrom('stage_on_air').where('session', '=', session)

/* ── backstage, and who was taken from it ────────────────────────────────────────────────────── */

export async function backstage(db: Db<Tables>, session: SessionId): Promise<wire.Backstage[]> {
  const rows = await db
    .selectFrom('stage_backstage')
    .selectAll()
    .where('session', '=', session)
    .orderBy('person')
    .limit(maxBackstage)
    .execute()
  return rows.map((it) => ({
    id: it.person,
    card: it.card,
    role: it.role,
    isReady: it.is_ready,
    since: it.since.toISOString(),
  }))
}

export const checkedIn = (db: Db<Tables>, session: SessionId, person: PersonId) =>
  db
    .selectFrom('stage_backstage')
    .select(['since'])
    .where('session', '=', session)
    .where('person', '=', person)
    .executeTakeFirst()

export const checkIn = (db: Db<Tables>, row: Tables['stage_backstage']) =>
  db
    .insertInto('stage_backstage')
    .values({ ...row, card: json(row.card) })
    .onConflict((it) =>
      it
        .columns(['session', 'person'])
        .doUpdateSet({ is_ready: row.is_ready, card: json(row.card), role: row.role }),
    )

export const checkOut = (db: Db<Tables>, session: SessionId, person: PersonId) =>
  db.deleteFrom('stage_backstage').where('session', '=', session).where('person', '=', person)

export const removed = (db: Db<Tables>, session: SessionId) =>
  db.selectFrom('stage_removed').select('person').where('session', '=', session).execute()

export const isRemoved = async (db: Db<Tables>, session: SessionId, person: PersonId): Promise<boolean> =>
  (await db
    .selectFrom('stage_removed')
    .select('person')
    .where('session', '=', session)
    .where('person', '=', person)
    .executeTakeFirst()) !== undefined

export const bar = (db: Db<Tables>, session: SessionId, person: PersonId) =>
  db
    .insertInto('stage_removed')
    .values({ session, person })
    .onConflict((it) => it.doNothing())

export const unbar = (db: Db<Tables>, session: SessionId, person: PersonId) =>
  db.deleteFrom('stage_removed').where('session', '=', session).where('person', '=', person)

/* ── invitations ─────────────────────────────────────────────────────────────────────────────── */

export const invitation = (
  db: Db<Tables>,
  session: SessionId,
  person: PersonId,
): Promise<InvitationRow | undefined> =>
  db
    .selectFrom('stage_invitations')
    .selectAll()
    .where('session', '=', session)
    .where('person', '=', person)
    .executeTakeFirst()

export const saveInvitation = (db: Db<Tables>, row: InvitationRow) => {
  const values = { ...row, card: json(row.card), by: json(row.by) }
  return db
    .insertInto('stage_invitations')
    .values(values)
    .onConflict((it) => it.columns(['session', 'person']).doUpdateSet(values))
}

export const openInvitations = (db: Db<Tables>, session: SessionId): Promise<InvitationRow[]> =>
  db
    .selectFrom('stage_invitations')
    .selectAll()
    .where('session', '=', session)
    .where('state', '=', 'asked')
    .orderBy('person')
    .execute()

export const invitationView = (row: InvitationRow): wire.Invitation => ({
  id: row.person,
  card: row.card,
  by: row.by,
  state: row.state,
  askedAt: row.asked_at.toISOString(),
  until: row.until.toISOString(),
  version: row.version,
})

/** What the invited sees: only that they are asked. */
export const myInvitation = (row: InvitationRow): wire.MyInvitation | null =>
  row.state === 'asked'
    ? { id: row.session, by: row.by, until: row.until.toISOString(), version: row.version }
    : null

export async function invitations(db: Db<Tables>, session: SessionId): Promise<wire.Invitation[]> {
  const rows = await db
    .selectFrom('stage_invitations')
    .selectAll()
    .where('session', '=', session)
    .orderBy('person')
    .limit(maxInvitations)
    .execute()
  return rows.map(invitationView)
}

/* ── one person, on all stages ───────────────────────────────────────────────────────────────── */

export async function ofPeople(db: Db<Tables>, people: readonly PersonId[]) {
  const [air, gone, asked] = await Promise.all([
    db.selectFrom('stage_on_air').selectAll().where('person', '=', anyOf(people)).execute(),
    db.selectFrom('stage_removed').selectAll().where('person', '=', anyOf(people)).execute(),
    db
      .selectFrom('stage_invitations')
      .selectAll()
      .where('person', '=', anyOf(people))
      .where('state', '=', 'asked')
      .orderBy('session')
      .execute(),
  ])
  return people.map((person) => ({
    invitations: asked.filter((it) => it.person === person).flatMap((it) => myInvitation(it) ?? []),
    stages: [
      ...air.filter((it) => it.person === person).map((it) => onAirOf(it.session, it.stopped)),
      ...gone.filter((it) => it.person === person).map((it) => removedFrom(it.session)),
    ].toSorted(byId),
  }))
}

export const onAirOf = (session: SessionId, stopped: wire.MyStage['stopped']): wire.MyStage => ({
  id: session,
  place: 'air',
  stopped,
})
export const removedFrom = (session: SessionId): wire.MyStage => ({
  id: session,
  place: 'removed',
  stopped: [],
})

/** Where somebody has a part on a stage: on air, backstage, or asked to come. */
export async function placesOf(db: Db<Tables>, person: PersonId): Promise<SessionId[]> {
  const tables = ['stage_on_air', 'stage_backstage', 'stage_invitations'] as const
  const found = await Promise.all(
    tables.map((table) => db.selectFrom(table).select('session').where('person', '=', person).execute()),
  )
  return [...new Set(found.flat().map((it) => it.session))]
}
