import { sql } from 'kysely'
import type { Migration } from '#adapters/postgres/migrations.ts'
import type { Db } from '#kernel/db.ts'
import type { Statement } from '#kernel/writes.ts'
import type { Mail, SendMail } from './smtp.ts'

export const mailMigrations: readonly Migration[] = [
  { name: 'mail.0001', file: new URL('mail.0001.sql', import.meta.url) },
]

/** Makes a mail's text from the parameters it was posted with; undefined when it need not be sent any more. */
export type Template = (params: unknown) => Promise<Mail | undefined>

/** The statement that posts a mail: part of the transaction of what it tells, so the two happen together or not at all. */
export function postMail(mail: { id: string; template: string; params: unknown; at: Date }): Statement {
  return sql`INSERT INTO mails (id, template, params, due_at)
    VALUES (${mail.id}, ${mail.template}, ${JSON.stringify(mail.params)}, ${mail.at})`
}

export interface MailJobOptions {
  readonly db: Db<unknown>
  readonly send: SendMail
  readonly templates: Readonly<Record<string, Template>>
  readonly now: () => Date
  readonly log: (message: string, error: unknown) => void
  readonly everyMs?: number
}
interface Row {
  readonly id: string
  readonly template: string
  readonly params: unknown
  readonly attempts: number
}
const attemptsMost = 8
const atOnce = 10

/**
 * Works off the posted mails, beside any number of other nodes. A mail is taken by moving its due time on: if this node
 * dies, another takes it then. So a mail is sent at least once.
 */
export function startMailJob(options: MailJobOptions): { look(): void; stop(): Promise<void> } {
  const { db, everyMs = 1_000 } = options
  let stopped = false
  let wake = () => {}
  let called = false

  async function take(): Promise<readonly Row[]> {
    const now = options.now()
    const taken = await sql<Row>`UPDATE mails
      SET attempts = attempts + 1, due_at = ${now}::timestamptz + interval '30 seconds' * 2 ^ attempts
      WHERE id IN (SELECT id FROM mails WHERE due_at <= ${now} ORDER BY due_at LIMIT ${atOnce} FOR UPDATE SKIP LOCKED)
      RETURNING id, template, params, attempts`.execute(db)
    return taken.rows
  }

  async function deliver({ id, template, params, attempts }: Row): Promise<void> {
    try {
      const mail = await options.templates[template]?.(params)
      if (mail) await options.send(mail)
    } catch (error) {
      // What a mail server says may repeat the address, so only its code goes into the log.
      options.log(`mail ${id} (${template}) not sent, attempt ${attempts}`, codeOf(error))
      if (attempts < attemptsMost) return
    }
    await sql`DELETE FROM mails WHERE id = ${id}`.execute(db)
  }

  async function work(): Promise<void> {
    while (!stopped) {
      called = false
      const rows = await take().catch((error: unknown) => {
        options.log('mails cannot be read', codeOf(error))
        return []
      })
      await Promise.all(rows.map((row) => deliver(row).catch(() => {}))) // it stays due, and is tried again
      if (rows.length === atOnce || called) continue
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, everyMs)
        wake = () => {
          clearTimeout(timer)
          resolve()
        }
      })
    }
  }

  const worker = work()
  return {
    /** There may be something new: do not wait for the next round. */
    look() {
      called = true
      wake()
    },
    async stop() {
      stopped = true
      wake()
      await worker
    },
  }
}

const codeOf = (error: unknown): string => {
  const { code, responseCode } = (error ?? {}) as { code?: unknown; responseCode?: unknown }
  const said = [code, responseCode].filter((it) => typeof it === 'string' || typeof it === 'number')
  return said.join(' ') || 'unknown'
}
