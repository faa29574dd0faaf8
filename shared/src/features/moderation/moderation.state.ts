import { foremost, newest, put } from '@rostrum/shared/kernel/lists.ts'
import { defineState } from '@rostrum/shared/kernel/state.ts'
import { moderation, moderationLimits } from './moderation.contract.ts'
import type { Appeal, MyReport, MyRestriction, Panic, Report, Restriction } from './moderation.contract.ts'

export const calm: Panic = { on: false, since: null }

interface Desk {
  reports: Report[]
  restrictions: Restriction[]
  appeals: Appeal[]
}
/** What is open comes first: what most people reported, then what has waited longest. What is settled: the newest. */
export const byUrgency = (a: Report, b: Report): number =>
  Number(b.outcome === null) - Number(a.outcome === null) ||
  (a.outcome === null ? b.count - a.count || newest(b, a) : newest(a, b))

const report = (slice: Desk, it: Report): Desk => ({
  ...slice,
  reports: foremost(put(slice.reports, it), moderationLimits.reports, byUrgency),
})
const isStandingBan = (it: Restriction): boolean => it.kind === 'ban' && it.liftedAt === null
/** A ban may stand for as long as the forum, and must be in reach for as long; of all else the newest. */
const bansFirst = (a: Restriction, b: Restriction): number =>
  Number(isStandingBan(b)) - Number(isStandingBan(a)) || newest(a, b)

const restrict = (slice: Desk, it: Restriction): Desk => ({
  ...slice,
  restrictions: foremost(put(slice.restrictions, it), moderationLimits.restrictions, bansFirst),
})
const appeal = (slice: Desk, it: Appeal): Desk => ({
  ...slice,
  appeals: put(slice.appeals, it).slice(-moderationLimits.appeals),
})

export const moderationState = defineState(
  moderation,
  {
    session: { panic: calm },
    forum: { panic: calm, held: [] },
    moderators: { reports: [], restrictions: [], appeals: [] },
    desk: { reports: [], restrictions: [], appeals: [] },
    person: { restrictions: [], reports: [] },
    nodes: {},
  },
  {
    stopped: (_slice, { panic }) => ({ panic }),
    forumStopped: (slice, { panic }) => ({ ...slice, panic }),
    doorSet: (slice, { session, isOpen }) => ({
      ...slice,
      held: (isOpen ? [] : [session])
        .concat(slice.held.filter((it) => it !== session))
        .toSorted()
        .slice(0, moderationLimits.held),
    }),
    reported: report,
    restricted: restrict,
    appealed: appeal,
    deskReported: report,
    deskRestricted: restrict,
    deskAppealed: appeal,
    myRestriction: (slice, it) => ({
      ...slice,
      restrictions: put<MyRestriction>(slice.restrictions, it).slice(-moderationLimits.mine),
    }),
    myReport: (slice, it) => ({
      ...slice,
      reports: put<MyReport>(slice.reports, it).slice(-moderationLimits.mine),
    }),
    accessChanged: (slice) => slice,
  },
)

/** Whether it holds at this moment. */
export const inForce = (
  it: { readonly until: string | null; readonly liftedAt: string | null },
  now: Date,
): boolean => it.liftedAt === null && (it.until === null || Date.parse(it.until) > now.getTime())
