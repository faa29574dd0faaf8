import { chat, chatLimits } from '@rostrum/shared/features/chat/chat.contract.ts'
import type { ChatPage, MessageId } from '@rostrum/shared/features/chat/chat.contract.ts'
import { Failure } from '@rostrum/shared/kernel/failure.ts'
import type { Card, SessionId } from '@rostrum/shared/kernel/fields.ts'
import type { Db } from '#kernel/db.ts'
import { feature } from '#kernel/feature.ts'
import { route } from '#kernel/routes.ts'
import { createActs } from './chat.acts.ts'
import type { ActsOptions } from './chat.acts.ts'
import { sayAll } from './chat.say.ts'
import type { SayOptions } from './chat.say.ts'
import * as store from './chat.store.ts'
import type { Tables } from './chat.store.ts'

export interface ChatOptions extends SayOptions, ActsOptions {
  readonly db: Db<Tables>
}

export function createChat(options: ChatOptions) {
  return {
    feature: feature<typeof chat, Tables>(chat, {
      personal: store.personal,
      handlers: {
        say: { all: sayAll(options) },

        ...createActs(options),
      },

      snapshots: {
        async session(db, session) {
          const [rows, settings] = await Promise.all([
            store.latest(db, session, chatLimits.kept),
            store.settings(db, session),
          ])
          return { messages: rows.map(store.view), settings }
        },
        async person(db, people) {
          const by = Map.groupBy(await store.reads(db, people), (it) => it.person)
          return people.map((id) => ({
            reads: (by.get(id) ?? []).map((it) => ({ id: it.session, message: it.message })),
          }))
        },
      },

      routes: [
        route(
          'get',
          '/api/sessions/:session/chat',
          'signed-in',
          async ({ actor, request }): Promise<ChatPage> => {
            const session = String(request.params['session']) as SessionId
            if (!(await options.mayEnter(actor, session))) throw new Failure('forbidden')
            const { before } = request.query
            const from = typeof before === 'string' ? (before as MessageId) : undefined
            const rows = await store.latest(options.db, session, chatLimits.page + 1, from)
            const page = rows.slice(-chatLimits.page)
            return { messages: page.map(store.view), more: rows.length > page.length }
          },
        ),
      ],
    }),

    /** What a message says, for those who have to judge it. */
    async evidence(db: Db<Tables>, session: SessionId, id: string) {
      const row = await store.message(db, session, id as MessageId)
      if (!row || row.removed) return undefined
      return { by: row.by satisfies Card, text: row.text, at: row.at.toISOString() }
    },
  }
}
