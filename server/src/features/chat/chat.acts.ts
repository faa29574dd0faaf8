import type { chat, MessageId } from '@rostrum/shared/features/chat/chat.contract.ts'
import { mayTakeBack } from '@rostrum/shared/features/chat/chat.policy.ts'
import { channelId } from '@rostrum/shared/kernel/channel.ts'
import { Failure } from '@rostrum/shared/kernel/failure.ts'
import type { SessionId } from '@rostrum/shared/kernel/fields.ts'
import type { Statement } from '#kernel/writes.ts'
import type { Actor, CommandContext, Handlers } from '#kernel/feature.ts'
import * as store from './chat.store.ts'
import type { MessageRow, Tables } from './chat.store.ts'

type Ctx = CommandContext<typeof chat, Tables>

/** One act of somebody who runs the session, for the record. */
export interface ChatAudit {
  readonly act: string
  readonly session: SessionId
  readonly subject: string
  readonly before: unknown
  readonly after: unknown
}
export type Audit = (ctx: Ctx, entry: ChatAudit) => Statement

export interface ActsOptions {
  readonly audit: Audit
  readonly mayEnter: (actor: Actor, session: SessionId) => Promise<boolean>
}

export function createActs({ audit, mayEnter }: ActsOptions): Omit<Handlers<typeof chat, Tables>, 'say'> {
  function record(ctx: Ctx, act: string, before: MessageRow, after: MessageRow): void {
    const entry = { act, session: before.session, subject: `message:${before.id}` }
    ctx.write(audit(ctx, { ...entry, before: store.view(before), after: store.view(after) }))
  }

  return {
    async takeBack(ctx, input) {
      const row = await current(ctx, input)
      if (!mayTakeBack(ctx.standing, store.view(row))) throw new Failure(row.removed ? 'closed' : 'forbidden')
      bury(ctx, { ...row, text: null, removed: { by: 'author', reason: null } })
      return null
    },

    async hide(ctx, input) {
      const row = await current(ctx, input)
      if (row.removed) throw new Failure('closed')
      const next: MessageRow = { ...row, removed: { by: 'moderator', reason: input.reason } }
      bury(ctx, next)
      record(ctx, 'chat.hide', row, next)
      return null
    },

    async restore(ctx, input) {
      const row = await current(ctx, input)
      if (row.removed?.by !== 'moderator') throw new Failure('closed')
      const next = { ...row, removed: null }
      ctx.write(store.update(ctx.db, next))
      ctx.publish('said', store.view(next), row.session)
      record(ctx, 'chat.restore', row, next)
      return null
    },

    async configure(ctx, { session, open, slowModeSeconds }) {
      const before = await store.settings(ctx.db, session)
      const after = {
        open: open ?? before.open,
        slowModeSeconds: slowModeSeconds ?? before.slowModeSeconds,
      }
      // Setting what is so already is no act: nothing to tell, nothing for the log.
      if (after.open === before.open && after.slowModeSeconds === before.slowModeSeconds) return null
      ctx.write(store.saveSettings(session, after))
      ctx.write(audit(ctx, { act: 'chat.configure', session, subject: `session:${session}`, before, after }))
      ctx.publish('configured', { session, settings: after }, session)
      return null
    },

    async read(ctx, { session, message }) {
      if (!(await mayEnter(ctx.actor, session))) throw new Failure('forbidden')
      if (!(await store.message(ctx.db, session, message))) throw new Failure('not_found')
      const known = (await store.reads(ctx.db, [ctx.actor.id])).find((it) => it.session === session)
      if (known && known.message >= message) return null
      ctx.write(store.saveRead({ person: ctx.actor.id, session, message }))
      ctx.publish('myRead', { id: session, message }, ctx.actor.id)
      return null
    },
  }
}

/** The message as it is now, gone or not. */
async function current(ctx: Ctx, { session, message }: { session: SessionId; message: MessageId }) {
  const row = await store.message(ctx.db, session, message)
  if (!row) throw new Failure('not_found')
  return row
}

/** Shows it as gone to everyone, and makes the log, and whoever keeps a copy, forget what it said. */
function bury(ctx: Ctx, row: MessageRow): void {
  const tombstone = store.view(row)
  ctx.write(store.update(ctx.db, row))
  ctx.write(store.scrub(channelId('session', row.session), tombstone))
  ctx.publish('said', tombstone, row.session)
  ctx.publish('erased', { id: row.id }, row.session)
}
