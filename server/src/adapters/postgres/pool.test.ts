import { sql } from 'kysely'
import type { Kysely } from 'kysely'
import { expect, test } from 'vitest'
import { createReader } from '#adapters/postgres/pool.ts'
import { createWorld, until } from '#testing/world.ts'

const world = await createWorld()

test('A9: a connection that dies while it is being used ends its reading, and not the process', async () => {
  const reader = createReader(world.postgres, 1)
  const faults: unknown[] = []
  const hear = (error: unknown) => void faults.push(error)
  process.on('uncaughtException', hear)
  const db = reader.db as Kysely<unknown> // what features are given cannot hold a connection
  const reading = db.connection().execute(async (connection) => {
    const { rows } = await sql<{ pid: number }>`SELECT pg_backend_pid() AS pid`.execute(connection)
    await world.query('SELECT pg_terminate_backend($1)', [rows[0]?.pid])
    await until('it is gone', async () => {
      const left = await world.query('SELECT 1 FROM pg_stat_activity WHERE pid = $1', [rows[0]?.pid])
      return left.length === 0
    })
    await new Promise((resolve) => setImmediate(resolve))
    await sql`SELECT 1`.execute(connection)
  })
  await expect(reading).rejects.toThrow()
  expect(faults).toEqual([])
  expect(await reader.health()).toBe('ok')
  process.off('uncaughtException', hear)
  await reader.stop()
})
