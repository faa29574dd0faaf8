import type {
  Appeal,
  MyReport,
  MyRestriction,
  Report,
  Restriction,
} from '@rostrum/shared/features/moderation/moderation.contract.ts'
import type { AppealRow, Receipt, ReportRow, RestrictionRow } from './moderation.store.ts'

/* Rows as each circle of readers sees them. */

const instant = (at: Date | null) => (at === null ? null : at.toISOString())

const terms = (row: RestrictionRow) => ({
  id: row.id,
  kind: row.kind,
  forum: row.forum,
  session: row.session,
  reason: row.reason,
  note: row.note,
  at: row.at.toISOString(),
  until: instant(row.until),
  liftedAt: instant(row.lifted_at),
})

export const forModerators = (row: RestrictionRow): Restriction => ({
  ...terms(row),
  person: row.about,
  by: row.by,
  confirmedBy: row.confirmed_by,
  liftedBy: row.lifted_by,
  version: row.version,
})

export const forThePerson = (row: RestrictionRow, appealedAt: Date | null): MyRestriction => ({
  ...terms(row),
  appealedAt: instant(appealedAt),
})

export const appealView = (row: AppealRow): Appeal => ({
  id: row.restriction,
  person: row.person,
  session: row.session,
  words: row.words,
  at: row.at.toISOString(),
})

export const reportView = (row: ReportRow): Report => ({
  id: row.id,
  session: row.session,
  target: { kind: row.target_kind, id: row.target_id },
  evidence: row.evidence,
  count: row.count,
  reasons: row.reasons,
  words: row.words,
  firstAt: row.first_at.toISOString(),
  lastAt: row.last_at.toISOString(),
  outcome: row.outcome,
  settledBy: row.settled_by,
  version: row.version,
})

export const receiptView = (it: Receipt): MyReport => ({
  id: it.id,
  session: it.session,
  target: { kind: it.target_kind, id: it.target_id },
  reason: it.reason,
  at: it.at.toISOString(),
  outcome: it.outcome,
})
