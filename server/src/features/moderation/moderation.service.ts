import { moderation } from '@rostrum/shared/features/moderation/moderation.contract.ts'
import type { Db } from '#kernel/db.ts'
import { feature } from '#kernel/feature.ts'
import type { Snapshots } from '#kernel/feature.ts'
import { createAnswers } from './moderation.answers.ts'
import type { AnswerOptions } from './moderation.answers.ts'
import { createDoor } from './moderation.door.ts'
import type { WereIn } from './moderation.door.ts'
import { auditRoutes } from './moderation.http.ts'
import { linkedRoute } from './moderation.linked.ts'
import type { LinkedOptions } from './moderation.linked.ts'
import { reportHandlers, settleHandler } from './moderation.reports.ts'
import type { EvidenceOf } from './moderation.reports.ts'
import { restrictionHandlers } from './moderation.restrictions.ts'
import { panicAt, stopHandlers } from './moderation.stops.ts'
import type { HereLately } from './moderation.stops.ts'
import * as store from './moderation.store.ts'
import type { Place, Tables } from './moderation.store.ts'
import { appealView, forModerators, forThePerson, receiptView, reportView } from './moderation.views.ts'

export type ModerationOptions = LinkedOptions &
  AnswerOptions & {
    readonly evidenceOf: EvidenceOf
    readonly hereLately: HereLately
    readonly wereIn: WereIn
  }

export function createModeration(options: ModerationOptions) {
  return {
    feature: feature<typeof moderation, Tables>(moderation, {
      personal: store.personal,
      handlers: {
        ...restrictionHandlers(options),
        ...reportHandlers(options, options.evidenceOf),
        ...settleHandler(options),
        ...stopHandlers(options.forumOf, options.hereLately),
      },
      snapshots,
      routes: [...auditRoutes(options.db, options), linkedRoute(options)],
    }),
    ...createAnswers(options),
    ...createDoor(options.db as Db<Tables>, options.wereIn),
  }
}

const snapshots: Snapshots<typeof moderation, Tables> = {
  session: async (db, session) => ({ panic: await panicAt(db, session) }),
  async forum(db, forum) {
    const [panic, held] = await Promise.all([panicAt(db, forum), store.heldIn(db, forum)])
    return { panic, held }
  },
  moderators: (db, session) => desk(db, { session }),
  desk: (db, forum) => desk(db, { forum }),
  async person(db, people) {
    const [restrictions, receipts] = await Promise.all([
      store.restrictionsAbout(db, people),
      store.receiptsOf(db, people),
    ])
    const mine = Map.groupBy(restrictions, (it) => it.person)
    const reported = Map.groupBy(receipts, (it) => it.reporter)
    return people.map((id) => ({
      restrictions: (mine.get(id) ?? []).map((it) => forThePerson(it, it.appealed_at)),
      reports: (reported.get(id) ?? []).map(receiptView),
    }))
  },
  nodes: async () => ({}),
}

async function desk(db: Db<Tables>, place: Place) {
  const [reports, restrictions, appeals] = await Promise.all([
    store.reportsOf(db, place),
    store.restrictionsOf(db, place),
    store.appealsOf(db, place),
  ])
  return {
    reports: reports.map(reportView),
    restrictions: restrictions.map(forModerators),
    appeals: appeals.map(appealView),
  }
}
