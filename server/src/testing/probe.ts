import { sql } from 'kysely'
import * as z from 'zod/mini'
import { command, defineContract, event, signal } from '@rostrum/shared/kernel/contract.ts'
import type { Protocol } from '@rostrum/shared/kernel/contract.ts'
import { Failure } from '@rostrum/shared/kernel/failure.ts'
import { PersonId } from '@rostrum/shared/kernel/fields.ts'
import { put } from '@rostrum/shared/kernel/lists.ts'
import { defineState } from '@rostrum/shared/kernel/state.ts'
import { feature } from '#kernel/feature.ts'
import type { Feature } from '#kernel/feature.ts'

const Note = z.object({ id: z.string(), text: z.string() })
const Total = z.object({ id: z.string(), votes: z.int() })

/** A feature that exists to try the kernel: it fails, hangs and tells on demand. Its table is made by `probeTable`. */
export const probe = defineContract({
  feature: 'probe',
  commands: {
    /** Fails early, after a write, in SQL, in a write that nobody waits for, there as in a deadlock but once; or is late. */
    note: command(
      'session',
      {
        text: z.string(),
        fail: z.optional(z.enum(['early', 'late', 'sql', 'write', 'again', 'hang'])),
        tell: z.optional(z.array(PersonId)),
        more: z.optional(z.record(z.string(), z.unknown())),
      },
      Note,
    ),
    many: command('session', { text: z.string(), fail: z.optional(z.boolean()) }),
    vote: command('session', {}),
    secret: command('moderators', { text: z.string(), base: z.int() }),
    rare: command('session', {}, z.null(), { rate: { perSecond: 0.01, burst: 1 } }),
  },
  events: {
    noted: event('session', Note),
    voted: event('session', Total, { latest: 'id' }),
    whispered: event('moderators', Note),
    told: event('person', Note),
  },
  signals: { typing: signal('session', z.object({ by: z.string() }), { latest: 'by' }) },
  snapshot: {
    session: z.object({ notes: z.array(Note), votes: z.int() }),
    moderators: z.object({ notes: z.array(Note) }),
    person: z.object({ told: z.array(Note) }),
  },
})
export type ProbeWire = { readonly probe: typeof probe } & Protocol

/** How long a handler hangs, before it goes on as if nothing were. */
export const hangMs = 500

/** So many notes are in a snapshot, and no more are kept by the reducers. */
const notesAtMost = 50
const lastOf = <T>(list: readonly T[]): T[] => list.slice(-notesAtMost)

export const probeState = defineState(
  probe,
  { session: { notes: [], votes: 0 }, moderators: { notes: [] }, person: { told: [] } },
  {
    noted: (slice, note) => ({ ...slice, notes: lastOf(put(slice.notes, note)) }),
    voted: (slice, { votes }) => ({ ...slice, votes }),
    whispered: (slice, note) => ({ notes: lastOf(put(slice.notes, note)) }),
    told: (slice, note) => ({ told: lastOf(put(slice.told, note)) }),
  },
)

const deadlock = sql`DO $$ BEGIN RAISE SQLSTATE '40P01'; END $$`

interface Tables {
  probe: { id: string; channel: string; text: string; at: number }
}

export const probeTable =
  'CREATE TABLE probe (id text PRIMARY KEY COLLATE "C", channel text NOT NULL, text text NOT NULL, at bigserial)'

/** `between` runs while a session's snapshot is being read, after its position. */
export function createProbe(between: () => Promise<void> = async () => {}): Feature {
  const again = new Set<string>()
  return feature<typeof probe, Tables>(probe, {
    handlers: {
      async note(ctx, { session, text, fail, tell = [] }) {
        if (fail === 'early') throw new Failure('closed')
        if (fail === 'hang') await new Promise((resolve) => setTimeout(resolve, hangMs))
        const note = { id: ctx.newId(), text }
        ctx.write(
          ctx.db.insertInto('probe').values({ ...note, channel: `session:${session}`, at: sql`DEFAULT` }),
        )
        if (fail === 'late') throw new Failure('closed')
        if (fail === 'sql') await sql`SELECT 1/0`.execute(ctx.db)
        if (fail === 'write') ctx.write(sql`SELECT 1/0`)
        if (fail === 'again' && !again.has(text) && again.add(text)) ctx.write(deadlock)
        ctx.publish('noted', note, session)
        for (const who of tell) {
          const told = { id: ctx.newId(), text }
          ctx.write(
            ctx.db.insertInto('probe').values({ ...told, channel: `person:${who}`, at: sql`DEFAULT` }),
          )
          ctx.publish('told', told, who)
        }
        return note
      },
      many: {
        async all(ctx, requests) {
          for (const { input } of requests) {
            const note = { id: ctx.newId(), text: input.text }
            const channel = `session:${input.session}`
            ctx.write(
              sql`INSERT INTO probe (id, channel, text) SELECT ${note.id}, ${channel}, ${note.text} WHERE 1 / ${input.fail ? 0 : 1}::int = 1`,
            )
            ctx.publish('noted', note, input.session)
          }
          return requests.map(() => null)
        },
      },
      vote: {
        async all(ctx, requests) {
          const [first] = requests
          if (!first) return []
          const { session } = first.input
          for (const _ of requests)
            ctx.write(
              ctx.db
                .insertInto('probe')
                .values({ id: ctx.newId(), text: '', channel: `votes:${session}`, at: sql`DEFAULT` }),
            )
          ctx.publish('voted', { id: 'total', votes: await count(ctx.db, `votes:${session}`) }, session)
          return requests.map(() => null)
        },
      },
      async secret(ctx, { session, text, base }) {
        const channel = `session:${session}:moderators`
        const version = await count(ctx.db, channel)
        if (version !== base) throw new Failure('conflict', { version })
        const note = { id: ctx.newId(), text }
        ctx.write(ctx.db.insertInto('probe').values({ ...note, channel, at: sql`DEFAULT` }))
        ctx.publish('whispered', note, session)
        return null
      },
      rare: async () => null,
    },
    snapshots: {
      async session(db, session) {
        await between()
        const [notes, votes] = await Promise.all([
          notesIn(db, `session:${session}`),
          count(db, `votes:${session}`),
        ])
        return { notes, votes }
      },
      moderators: async (db, session) => ({ notes: await notesIn(db, `session:${session}:moderators`) }),
      person: (db, people) =>
        Promise.all(people.map(async (it) => ({ told: await notesIn(db, `person:${it}`) }))),
    },
  })
}

type ProbeDb = Parameters<Parameters<typeof feature<typeof probe, Tables>>[1]['snapshots']['session']>[0]

async function count(db: ProbeDb, channel: string): Promise<number> {
  const found = await db
    .selectFrom('probe')
    .select(db.fn.countAll<string>().as('n'))
    .where('channel', '=', channel)
    .executeTakeFirst()
  return Number(found?.n ?? 0)
}

async function notesIn(db: ProbeDb, channel: string) {
  const rows = await db
    .selectFrom('probe')
    .select(['id', 'text'])
    .where('channel', '=', channel)
    .orderBy('id', 'desc')
    .limit(notesAtMost)
    .execute()
  return rows.toReversed()
}
