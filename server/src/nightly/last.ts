import { sql } from 'kysely'
import pg from 'pg'
import { ArchiveError } from '#adapters/postgres/archive.ts'
import type { Migration } from '#adapters/postgres/migrations.ts'
import type { Db } from '#kernel/db.ts'

/* Who makes backups and who tells of them are two processes, often on two machines: the database is what both reach. */

export const nightlyMigrations: readonly Migration[] = [
  { name: 'nightly.0001', file: new URL('nightly.0001.sql', import.meta.url) },
]

export async function noteBackup(postgres: pg.ClientConfig, at: Date): Promise<void> {
  const client = new pg.Client(postgres)
  client.on('error', () => {})
  try {
    await client.connect()
    await client.query(
      'INSERT INTO last_backup (at) VALUES ($1) ON CONFLICT (is_last) DO UPDATE SET at = excluded.at',
      [at],
    )
  } catch (error) {
    throw new ArchiveError(`the backup is good, but the database took no note of it: ${String(error)}`)
  } finally {
    await client.end()
  }
}

/** Of which moment the last good backup is, if there is one. */
export async function lastBackup(db: Db<unknown>): Promise<Date | undefined> {
  const { rows } = await sql<{ at: Date }>`SELECT at FROM last_backup`.execute(db)
  return rows[0]?.at
}
