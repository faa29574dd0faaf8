import pg from 'pg'
import { uuid7 } from '@rostrum/shared/kernel/ids.ts'

/*
 * The floor under the command runner: the same rows written by hand, batched by hand, one batch in flight. It does not
 * parse, check, look for duplicates, lock a lane or tell anybody; so no runner can be faster, and the ratio says what
 * the promises cost.
 */

export interface HandBatched {
  note(person: string, session: string, text: string): Promise<boolean>
  vote(person: string, note: string): Promise<boolean>
  stop(): Promise<void>
}

export type Told = readonly [
  channel: string,
  type: string,
  body: { readonly id: unknown; readonly [key: string]: unknown },
]

export async function createHandBatched(
  connection: pg.ClientConfig,
  onCommit: (told: readonly Told[]) => void = () => {},
): Promise<HandBatched> {
  const client = new pg.Client({ ...connection, pipeline: true })
  await client.connect()
  const run = (name: string, text: string, values: unknown[]) => client.query({ name, text, values })

  async function tellAndKeep(told: readonly Told[], people: readonly string[]): Promise<void> {
    const count = new Map<string, number>()
    for (const [channel] of told) count.set(channel, (count.get(channel) ?? 0) + 1)
    const { rows } = await run('channels', channelsSql, [[...count.keys()], [...count.values()]])
    const next = new Map(
      rows.map(({ id, seq }) => [id as string, Number(seq) - (count.get(id as string) ?? 0)]),
    )
    const seqs = told.map(([channel]) => {
      const seq = (next.get(channel) ?? 0) + 1
      next.set(channel, seq)
      return seq
    })
    await Promise.all([
      run('events', eventsSql, [
        told.map((it) => it[0]),
        seqs,
        told.map((it) => it[1]),
        told.map((it) => JSON.stringify(it[2])),
      ]),
      run('commands', commandsSql, [people, people.map(() => uuid7())]),
      client.query('COMMIT'),
    ])
    onCommit(told)
  }

  const notes = createBatcher<{ person: string; session: string; text: string }>(64, async (items) => {
    void client.query('BEGIN')
    const ids = items.map(() => uuid7())
    const column = (key: 'person' | 'session' | 'text') => items.map((it) => it[key])
    void run('notes', notesSql, [ids, column('session'), column('person'), column('text')])
    await tellAndKeep(
      items.flatMap(({ person, session, text }, i): Told[] => [
        [`session:${session}:moderators`, 'probe:noted', { id: ids[i], text }],
        [`person:${person}`, 'probe:mine', { id: ids[i], text }],
      ]),
      column('person'),
    )
  })

  const votes = createBatcher<{ person: string; note: string }>(1_024, async (items) => {
    void client.query('BEGIN')
    const people = items.map((it) => it.person)
    const { rows } = await run('votes', votesSql, [items.map((it) => it.note), people])
    await tellAndKeep(
      [
        ...rows.map((it): Told => [`session:${it.session}`, 'probe:voted', { id: it.id, votes: it.votes }]),
        ...items.map((it): Told => [`person:${it.person}`, 'probe:myVote', { id: it.note, on: true }]),
      ],
      people,
    )
  })

  return {
    note: (person, session, text) => notes({ person, session, text }),
    vote: (person, note) => votes({ person, note }),
    stop: () => client.end(),
  }
}

/** What waits is committed together, at most `max` at once; what comes meanwhile is the next batch. */
function createBatcher<T>(max: number, commit: (items: readonly T[]) => Promise<void>) {
  let waiting: { readonly item: T; readonly done: (ok: boolean) => void }[] = []
  let isBusy = false
  async function pump(): Promise<void> {
    if (isBusy) return
    isBusy = true
    while (waiting.length > 0) {
      const batch = waiting.slice(0, max)
      waiting = waiting.slice(max)
      await commit(batch.map((it) => it.item))
      for (const it of batch) it.done(true)
      await new Promise((resolve) => setImmediate(resolve))
    }
    isBusy = false
  }
  return (item: T) =>
    new Promise<boolean>((done) => {
      waiting.push({ item, done })
      setImmediate(() => void pump())
    })
}

const channelsSql = `INSERT INTO channels AS c (id, seq)
  SELECT id, n FROM unnest($1::text[], $2::int[]) AS w(id, n) ORDER BY id COLLATE "C"
  ON CONFLICT (id) DO UPDATE SET seq = c.seq + excluded.seq RETURNING id, seq`
const eventsSql = `INSERT INTO events (channel, seq, type, body, at)
  SELECT *, now() FROM unnest($1::text[], $2::bigint[], $3::text[], $4::json[])`
const commandsSql = `INSERT INTO commands (actor, id, hash, output, at)
  SELECT actor, id, '\\x00112233445566778899aabbccddeeff', 'null', now() FROM unnest($1::text[], $2::uuid[]) AS d(actor, id)`
const notesSql = `INSERT INTO notes (id, session, by, text, at)
  SELECT *, now() FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[])`
const votesSql = `WITH up AS (
    INSERT INTO note_votes SELECT * FROM unnest($1::uuid[], $2::text[]) ON CONFLICT DO NOTHING RETURNING note),
  steps AS (SELECT note, count(*)::int AS step FROM up GROUP BY note)
  UPDATE notes SET votes = votes + step FROM steps WHERE id = note RETURNING id, votes, session`
