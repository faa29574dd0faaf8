import {
  DummyDriver,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  createQueryId,
  sql,
} from 'kysely'
import { expect, test } from 'vitest'
import { createWrites } from '#kernel/writes.ts'

interface Tables {
  notes: { id: string; text: string; by?: string }
  votes: { note: string; person: string }
}
const db = new Kysely<Tables>({
  dialect: {
    createAdapter: () => new PostgresAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (it) => new PostgresIntrospector(it),
    createQueryCompiler: () => new PostgresQueryCompiler(),
  },
})
const note = (id: number) => db.insertInto('notes').values({ id: `n${id}`, text: sql`lower(${'A'})` })
const vote = (id: number) => db.insertInto('votes').values({ note: `n${id}`, person: 'p' })

function createSent() {
  const sent: string[] = []
  const writes = createWrites(async (node) => {
    const { sql: text, parameters } = new PostgresQueryCompiler().compileQuery(node, createQueryId())
    sent.push(`${text.slice(0, 20)} ${parameters.join()}`)
    if (parameters.includes('n13')) throw new Error('a bad one')
  })
  return { sent, writes }
}

test('rows for one table go together, and those of another are not held up by them', () => {
  const { sent, writes } = createSent()
  for (const id of [1, 2, 3]) void [writes.add(note(id)), writes.add(vote(id))]
  expect(sent).toEqual([])
  writes.send()
  writes.send()
  expect(sent).toEqual([
    'insert into "notes"  n1,A,n2,A',
    'insert into "notes"  n3,A',
    'insert into "votes"  n1,p,n2,p',
    'insert into "votes"  n3,p',
  ])
})

test('what is more than one new row stands for itself, and nothing goes past it', () => {
  const { sent, writes } = createSent()
  const others = [
    db.updateTable('notes').set({ text: 'b' }).where('id', '=', 'n1'),
    sql`DELETE FROM votes`,
    note(4).onConflict((on) => on.doNothing()),
    note(5).returning('id'),
    db.insertInto('notes').values([
      { id: 'n6', text: 'a' },
      { id: 'n7', text: 'a' },
    ]),
    db.insertInto('notes').values({ id: 'n8', text: 'a', by: 'p' }),
  ]
  for (const it of others) void [writes.add(note(1)), writes.add(it), writes.add(note(2))]
  writes.send()
  expect(sent.length).toBe(13)
  expect(sent.slice(0, 3)).toEqual([
    'insert into "notes"  n1,A',
    'update "notes" set " b,n1',
    'insert into "notes"  n2,A,n1,A',
  ])
})

test('who added a row hears what became of the statement it went in', async () => {
  const { writes } = createSent()
  const [good, bad, beside] = [writes.add(vote(1)), writes.add(note(13)), writes.add(note(14))]
  writes.send()
  await expect(good).resolves.toBe(undefined)
  await expect(bad).rejects.toThrow('a bad one')
  await expect(beside).rejects.toThrow('a bad one')
})
