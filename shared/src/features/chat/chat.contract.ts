import * as z from 'zod/mini'
import { command, defineContract, event } from '@rostrum/shared/kernel/contract.ts'
import { Card, Instant, PersonId, SessionId, text } from '@rostrum/shared/kernel/fields.ts'
import { idOf } from '@rostrum/shared/kernel/ids.ts'

export const chatLimits = {
  text: 1_000,
  /** In everyone's list; older ones come by page (`GET /api/sessions/:id/chat?before=`). */
  kept: 200,
  page: 50,
  mentions: 10,
  slowModeSeconds: 600,
  /** Messages of one person in the window, slow mode or not. */
  burst: 10,
  windowMs: 10_000,
  /** Sessions whose reading position a person's snapshot tells, the latest read. */
  reads: 200,
} as const

export const MessageId = idOf('message')
export type MessageId = z.output<typeof MessageId>

/** Why a message is not there any more. The author gives no reason. */
export const Removal = z.object({
  by: z.enum(['author', 'moderator']),
  reason: z.nullable(z.string()),
})

/** Without `by` and `text` it is a tombstone: that something was said here, and why it is gone. */
export const Message = z.object({
  id: MessageId,
  by: z.nullable(Card),
  text: z.nullable(z.string()),
  at: Instant,
  answerTo: z.nullable(MessageId),
  mentions: z.array(z.object({ id: PersonId, name: z.string() })),
  removed: z.nullable(Removal),
})
export type Message = z.output<typeof Message>

export const ChatSettings = z.object({ open: z.boolean(), slowModeSeconds: z.int() })
export type ChatSettings = z.output<typeof ChatSettings>

/** How far somebody has read a session's chat. */
export const Read = z.object({ id: SessionId, message: MessageId })
export type Read = z.output<typeof Read>

/** What a refused message is told with `closed`: why, and until when where that is known. */
export const Closed = z.object({
  why: z.enum(['stopped', 'closed', 'slow_mode']),
  until: z.nullable(Instant),
})
export type Closed = z.output<typeof Closed>

const one = { message: MessageId }

export const chat = defineContract({
  feature: 'chat',
  commands: {
    /** `mentions`: whom the writer chose after an @; only people who wrote here before count. */
    say: command(
      'session',
      {
        text: text(chatLimits.text),
        answerTo: z.optional(MessageId),
        mentions: z.optional(z.array(PersonId).check(z.maxLength(chatLimits.mentions))),
      },
      z.object({ id: MessageId }),
    ),
    /** Takes one's own message back, for good. */
    takeBack: command('session', one),
    hide: command('moderators', {
      ...one,
      reason: z.enum([
        'insult',
        'threat',
        'advertising',
        'private_data',
        'off_topic',
        'disruption',
        'impersonation',
        'other',
      ]),
    }),
    /** Undoes `hide`. */
    restore: command('moderators', one),
    configure: command('moderators', {
      open: z.optional(z.boolean()),
      slowModeSeconds: z.optional(z.int().check(z.nonnegative(), z.maximum(chatLimits.slowModeSeconds))),
    }),
    read: command('person', { session: SessionId, message: MessageId }),
  },
  events: {
    // A removal is told as the message as it is now, so that it overtakes the text wherever that still waits to be sent.
    said: event('session', Message, { latest: 'id' }),
    /** The text of this message is to be forgotten wherever it is still kept. */
    erased: event('session', z.object({ id: MessageId }), { latest: 'id' }),
    configured: event('session', z.object({ session: SessionId, settings: ChatSettings }), {
      latest: 'session',
    }),
    myRead: event('person', Read, { latest: 'id' }),
  },
  snapshot: {
    session: z.object({ messages: z.array(Message), settings: ChatSettings }),
    person: z.object({ reads: z.array(Read) }),
  },
})

/** `GET /api/sessions/:session/chat?before=`: older messages, oldest first. */
export interface ChatPage {
  readonly messages: readonly Message[]
  readonly more: boolean
}
