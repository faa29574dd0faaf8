import { moderationLimits } from '@rostrum/shared/features/moderation/moderation.contract.ts'
import type {
  Evidence,
  MyReport,
  Outcome,
  Report,
  Restriction,
  Rule,
  Target,
} from '@rostrum/shared/features/moderation/moderation.contract.ts'
import type { Card, ForumId, PersonId, SessionId } from '@rostrum/shared/kernel/fields.ts'
import { byId } from '@rostrum/shared/kernel/lists.ts'
import { sql } from 'kysely'
import type { ColumnType, Insertable, Selectable } from 'kysely'
import type { Db } from '#kernel/db.ts'
import { stays } from '#kernel/personal.ts'
import type { Personal } from '#kernel/personal.ts'
import type { Statement } from '#kernel/writes.ts'

/** Written as text, read as what it says. */
type Json<T> = ColumnType<T, string, string>

interface RestrictionTable {
  id: Restriction['id']
  forum: ForumId
  session: SessionId | null
  person: PersonId
  kind: Restriction['kind']
  reason: Rule
  note: string | null
  about: Json<Card>
  by: Json<Card>
  at: Date
  until: Date | null
  confirmed_by: ColumnType<Card | null, string | null, string | null>
  lifted_by: ColumnType<Card | null, string | null, string | null>
  lifted_at: Date | null
  version: number
}
interface AppealTable {
  restriction: Restriction['id']
  forum: ForumId
  session: SessionId | null
  person: Json<Card>
  words: string
  at: Date
}
interface ReportTable {
  id: Report['id']
  forum: ForumId
  session: SessionId
  target_kind: Target['kind']
  target_id: string
  evidence: Json<Evidence>
  count: number
  reasons: Json<Report['reasons']>
  words: Json<string[]>
  first_at: Date
  last_at: Date
  outcome: Outcome | null
  settled_by: ColumnType<Card | null, string | null, string | null>
  version: number
}
export interface Tables {
  restrictions: RestrictionTable
  appeals: AppealTable
  reports: ReportTable
  report_notes: { report: Report['id']; reporter: PersonId; reason: Rule; note: string | null; at: Date }
  stops: { place: string; is_on: boolean; at: Date }
  stop_guests: { place: string; person: PersonId }
}
export type RestrictionRow = Selectable<RestrictionTable>
export type NewRestriction = Insertable<RestrictionTable>
export type AppealRow = Selectable<AppealTable>
export type ReportRow = Selectable<ReportTable>

/** A moderators' circle: of one session, or of a whole forum with all its sessions. */
export type Place = { readonly session: SessionId } | { readonly forum: ForumId }

export const restriction = (db: Db<Tables>, id: Restriction['id']) =>
  db.selectFrom('restrictions').selectAll().where('id', '=', id).executeTakeFirst()

/** What holds at this moment for these people, anywhere. */
export const holding = (db: Db<Tables>, people: readonly PersonId[], now: Date) =>
  db
    .selectFrom('restrictions')
    .select(['id', 'person', 'kind', 'forum', 'session', 'reason', 'until'])
    .where('person', '=', sql<PersonId>`any(${people}::text[])`)
    .where('lifted_at', 'is', null)
    .where(({ eb, or }) => or([eb('until', 'is', null), eb('until', '>', now)]))
    .orderBy('id')
    .execute()

const column = (place: Place) => ('session' in place ? 'session' : 'forum')
const subject = (place: Place): string => ('session' in place ? place.session : place.forum)

/** Rows in the order in which a list takes them, as many as it shows. */
interface InOrder<Row> {
  limit(n: number): InOrder<Row>
  offset(n: number): InOrder<Row>
  execute(): Promise<Row[]>
}

/** Those that are shown, as a list has them: in the order of their ids. */
const shownOf = async <Row extends { readonly id: string }>(rows: InOrder<Row>, limit: number) =>
  (await rows.limit(limit).execute()).toSorted(byId)

/** The last of those that are shown, where there are more. */
async function lastOf<Row>(rows: InOrder<Row>, limit: number): Promise<Row | undefined> {
  const [last, beyond] = await rows
    .offset(limit - 1)
    .limit(2)
    .execute()
  return beyond && last
}

/** Bans that were not lifted, then all else; of both the newest first. */
const restrictionsBansFirst = (db: Db<Tables>, place: Place) =>
  db
    .selectFrom('restrictions')
    .selectAll()
    .where(column(place), '=', subject(place) as never)
    .orderBy(sql`kind = 'ban' AND lifted_at IS NULL`, 'desc')
    .orderBy('id', 'desc')

export const restrictionsOf = (db: Db<Tables>, place: Place): Promise<RestrictionRow[]> =>
  shownOf(restrictionsBansFirst(db, place), moderationLimits.restrictions)
export const lastRestriction = (db: Db<Tables>, place: Place): Promise<RestrictionRow | undefined> =>
  lastOf(restrictionsBansFirst(db, place), moderationLimits.restrictions)

/** What is open, the most reported and then the oldest first; then the newest of what is settled. */
const reportsByUrgency = (db: Db<Tables>, place: Place) =>
  db
    .selectFrom('reports')
    .selectAll()
    .where(column(place), '=', subject(place) as never)
    .orderBy(sql`outcome IS NULL`, 'desc')
    .orderBy(sql`CASE WHEN outcome IS NULL THEN count END`, 'desc')
    .orderBy(sql`CASE WHEN outcome IS NULL THEN id END`)
    .orderBy('id', 'desc')

export const reportsOf = (db: Db<Tables>, place: Place): Promise<ReportRow[]> =>
  shownOf(reportsByUrgency(db, place), moderationLimits.reports)
export const lastReport = (db: Db<Tables>, place: Place): Promise<ReportRow | undefined> =>
  lastOf(reportsByUrgency(db, place), moderationLimits.reports)

export async function appealsOf(db: Db<Tables>, place: Place): Promise<AppealRow[]> {
  const rows = await db
    .selectFrom('appeals')
    .selectAll()
    .where(column(place), '=', subject(place) as never)
    .orderBy('restriction', 'desc')
    .limit(moderationLimits.appeals)
    .execute()
  return rows.reverse()
}

export async function restrictionsAbout(db: Db<Tables>, people: readonly PersonId[]) {
  const { rows } = await sql<RestrictionRow & { appealed_at: Date | null }>`
    SELECT r.*, a.at AS appealed_at FROM unnest(${people}::text[]) AS p(id)
    CROSS JOIN LATERAL (SELECT * FROM restrictions WHERE person = p.id ORDER BY id DESC LIMIT ${moderationLimits.mine}) AS r
    LEFT JOIN appeals a ON a.restriction = r.id ORDER BY r.id`.execute(db)
  return rows
}

export interface Receipt {
  readonly reporter: PersonId
  readonly id: Report['id']
  readonly session: SessionId
  readonly target_kind: Target['kind']
  readonly target_id: string
  readonly reason: Rule
  readonly at: Date
  readonly outcome: MyReport['outcome']
}

export async function receiptsOf(db: Db<Tables>, people: readonly PersonId[]): Promise<Receipt[]> {
  const { rows } = await sql<Receipt>`
    SELECT n.reporter, r.id, r.session, r.target_kind, r.target_id, n.reason, n.at, r.outcome
    FROM unnest(${people}::text[]) AS p(id)
    CROSS JOIN LATERAL (SELECT * FROM report_notes WHERE reporter = p.id ORDER BY report DESC LIMIT ${moderationLimits.mine}) AS n
    JOIN reports r ON r.id = n.report ORDER BY r.id`.execute(db)
  return rows
}

export const reportersOf = (db: Db<Tables>, report: Report['id']) =>
  db.selectFrom('report_notes').selectAll().where('report', '=', report).orderBy('reporter').execute()

export const report = (db: Db<Tables>, id: Report['id']) =>
  db.selectFrom('reports').selectAll().where('id', '=', id).executeTakeFirst()

export const openReport = (db: Db<Tables>, session: SessionId, target: Target) =>
  db
    .selectFrom('reports')
    .selectAll()
    .where('session', '=', session)
    .where('target_kind', '=', target.kind)
    .where('target_id', '=', target.id)
    .where('outcome', 'is', null)
    .executeTakeFirst()

/** The latest report of this person, and how many there were since a moment. */
export const notesSince = (db: Db<Tables>, reporter: PersonId, since: Date) =>
  db
    .selectFrom('report_notes')
    .select('report')
    .where('reporter', '=', reporter)
    .where('at', '>', since)
    .execute()

export const stops = (db: Db<Tables>, places: readonly string[]) =>
  db
    .selectFrom('stops')
    .selectAll()
    .where('place', '=', sql<string>`any(${places}::text[])`)
    .execute()

/** The places whose stop is on. */
export const stopped = (db: Db<Tables>) =>
  db.selectFrom('stops').select('place').where('is_on', '=', true).execute()

export async function heldIn(db: Db<Tables>, forum: ForumId): Promise<SessionId[]> {
  const { rows } = await sql<{ session: SessionId }>`
    SELECT s.id AS session FROM stops t JOIN sessions s ON s.id = t.place
    WHERE t.is_on AND s.forum = ${forum} ORDER BY s.id LIMIT ${moderationLimits.held}`.execute(db)
  return rows.map((it) => it.session)
}

export const letStay = (place: string, people: readonly PersonId[]): Statement => sql`
  INSERT INTO stop_guests (place, person) SELECT ${place}, id FROM unnest(${people}::text[]) AS p(id)
  ON CONFLICT DO NOTHING`

/** Of these pairs, those in which the person was in the place when its stop began. */
export async function guests(db: Db<Tables>, asked: readonly Tables['stop_guests'][]) {
  const { rows } = await sql<Tables['stop_guests']>`
    SELECT g.place, g.person FROM unnest(${asked.map((it) => it.place)}::text[], ${asked.map((it) => it.person)}::text[])
      AS a(place, person) JOIN stop_guests g USING (place, person)`.execute(db)
  return new Set(rows.map((it) => `${it.place} ${it.person}`))
}

/**
 * What was decided about people, and what they have reported; not by whom. The reports about somebody are not here: who
 * reported is protected, and a reported text is its author's message or question.
 */
export const personal: readonly Personal[] = [
  {
    rows: 'restrictions',
    whose: sql`person`,
    without: ['by', 'confirmed_by', 'lifted_by'],
    forget: (person) => sql`UPDATE restrictions SET note = NULL WHERE person = ${person}`,
  },
  { rows: 'appeals', whose: sql`person ->> 'id'` },
  {
    rows: 'report_notes',
    whose: sql`reporter`,
    forget: (person) => sql`UPDATE report_notes SET note = NULL WHERE reporter = ${person}`,
  },
  { rows: 'stop_guests', whose: sql`person` },
  {
    rows: 'audit_log',
    whose: sql`actor`,
    without: ['subject', 'before', 'after', 'previous', 'hash'],
    forget: stays,
  },
]
