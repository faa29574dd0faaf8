import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import pg from 'pg'
import { afterAll, expect, test } from 'vitest'
import { createWorld, until } from '#testing/world.ts'
import { migrations } from '../../compose/migrations.ts'
import { migrate } from './migrations.ts'

const world = await createWorld()
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'rostrum-migrations-'))
afterAll(() => fs.rmSync(folder, { recursive: true }))

let made = 0
async function emptyDatabase(): Promise<pg.ClientConfig> {
  const database = `migrated_${process.pid}_${++made}`
  await world.query(`CREATE DATABASE ${database} TEMPLATE template0`)
  return { ...world.postgres, database }
}

async function ask(postgres: pg.ClientConfig, text: string): Promise<unknown[]> {
  const client = new pg.Client(postgres)
  await client.connect()
  try {
    return (await client.query(text)).rows
  } finally {
    await client.end()
  }
}

function migration(name: string, sql: string) {
  const file = path.join(folder, name)
  fs.writeFileSync(file, sql)
  return { name, file: pathToFileURL(file) }
}

test('A13: of servers that start together one migrates, and the others find it done', async () => {
  const postgres = await emptyDatabase()
  await Promise.all([1, 2, 3].map(() => migrate(postgres, migrations)))
  expect(await ask(postgres, 'SELECT name FROM migrations')).toHaveLength(migrations.length)
})

test('A13: killed in the midst of a migration nothing of it is left, and the next start does it', async () => {
  const postgres = await emptyDatabase()
  const first = migration('first', 'CREATE TABLE one ()')
  const second = migration('second', 'CREATE TABLE two ()')
  await migrate(postgres, [first])
  const holder = new pg.Client(postgres)
  await holder.connect()
  // It has made its table, and cannot note down that it has.
  await holder.query('BEGIN; LOCK TABLE migrations IN EXCLUSIVE MODE')
  const refused = expect(migrate(postgres, [first, second])).rejects.toThrow()
  await until('it is killed', async () => {
    const killed = await world.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1 AND wait_event = 'relation'`,
      [postgres.database],
    )
    return killed.length === 1
  })
  await refused
  await holder.end()
  const tables = `SELECT relname FROM pg_class WHERE relkind = 'r' AND relname IN ('one', 'two') ORDER BY 1`
  expect(await ask(postgres, tables)).toEqual([{ relname: 'one' }])
  await migrate(postgres, [first, second])
  expect(await ask(postgres, tables)).toEqual([{ relname: 'one' }, { relname: 'two' }])
  expect(await ask(postgres, 'SELECT name FROM migrations ORDER BY at, name')).toEqual([
    { name: 'first' },
    { name: 'second' },
  ])
})
