import { sql } from 'kysely'
import * as z from 'zod/mini'
import { command, defineContract, event } from '@rostrum/shared/kernel/contract.ts'
import { idOf } from '@rostrum/shared/kernel/ids.ts'
import type { Id } from '@rostrum/shared/kernel/ids.ts'
import { feature } from '@rostrum/server/kernel/feature.ts'

/*
 * The smallest feature with the two shapes of a command, a general one and a set-based one: what is measured with it is
 * the kernel, not what a real feature does besides.
 */

export const probe = defineContract({
  feature: 'probe',
  commands: {
    note: command('session', { text: z.string() }, z.object({ id: z.string() }), {
      rate: { perSecond: 1e6, burst: 1e6 },
    }),
    vote: command('session', { note: z.string(), on: z.boolean() }, z.null(), {
      rate: { perSecond: 1e6, burst: 1e6 },
    }),
  },
  events: {
    noted: event('moderators', z.object({ id: z.string(), text: z.string() })),
    mine: event('person', z.object({ id: z.string(), text: z.string() })),
    voted: event('session', z.object({ id: idOf('note'), votes: z.int() }), { latest: 'id' }),
    myVote: event('person', z.object({ id: z.string(), on: z.boolean() }), { latest: 'id' }),
  },
  snapshot: { session: z.object({}), moderators: z.object({}), person: z.object({}) },
})

interface Tables {
  notes: { id: string; session: string; by: string; text: string; votes: number; at: Date }
  note_votes: { note: string; person: string }
}

export const probeSchema = `
  CREATE TABLE notes (id uuid PRIMARY KEY, session text NOT NULL, by text NOT NULL, text text NOT NULL,
    votes int NOT NULL DEFAULT 0, at timestamptz NOT NULL) WITH (fillfactor = 80);
  CREATE INDEX notes_session ON notes (session);
  CREATE TABLE note_votes (note uuid NOT NULL, person text NOT NULL, PRIMARY KEY (note, person))`

export const probeFeature = feature<typeof probe, Tables>(probe, {
  handlers: {
    async note(ctx, { session, text }) {
      const id = ctx.newId()
      ctx.write(
        ctx.db.insertInto('notes').values({ id, session, by: ctx.actor.id, text, votes: 0, at: ctx.now }),
      )
      ctx.publish('noted', { id, text }, session)
      ctx.publish('mine', { id, text }, ctx.actor.id)
      return { id }
    },
    vote: {
      async all(ctx, requests) {
        const notes = requests.map(({ input }) => input.note)
        const people = requests.map(({ actor }) => actor.id)
        const { rows } = await sql<{ id: Id<'note'>; votes: number; session: Id<'session'> }>`
          WITH up AS (
            INSERT INTO note_votes SELECT * FROM unnest(${notes}::uuid[], ${people}::text[])
            ON CONFLICT DO NOTHING RETURNING note),
          steps AS (SELECT note, count(*)::int AS step FROM up GROUP BY note)
          UPDATE notes SET votes = votes + step FROM steps WHERE id = note RETURNING id, votes, session`.execute(
          ctx.db,
        )
        for (const { id, votes, session } of rows) ctx.publish('voted', { id, votes }, session)
        for (const { actor, input } of requests) ctx.publish('myVote', { id: input.note, on: true }, actor.id)
        return requests.map(() => null)
      },
    },
  },
  snapshots: {
    session: async () => ({}),
    moderators: async () => ({}),
    person: async (_db, people) => people.map(() => ({})),
  },
})
