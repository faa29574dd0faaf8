import fs from 'node:fs'
import pg from 'pg'

/** A numbered change of the database's form, forward only: its name says the feature and the number. */
export interface Migration {
  readonly name: string
  readonly file: URL
}

// Any constant will do, as long as all nodes use the same: it lets one of them migrate while the others wait.
const lock = 7_246_301

/** Brings the database up to date. Each migration is one transaction; one node migrates at a time. */
export async function migrate(connection: pg.ClientConfig, migrations: readonly Migration[]): Promise<void> {
  const client = new pg.Client(connection)
  await client.connect()
  try {
    await client.query('SELECT pg_advisory_lock($1)', [lock])
    await client.query(
      'CREATE TABLE IF NOT EXISTS migrations (name text PRIMARY KEY, at timestamptz NOT NULL DEFAULT now())',
    )
    const { rows } = await client.query<{ name: string }>('SELECT name FROM migrations')
    const done = new Set(rows.map((it) => it.name))
    for (const { name, file } of migrations.filter((it) => !done.has(it.name))) {
      await client.query('BEGIN')
      await client.query(fs.readFileSync(file, 'utf8'))
      await client.query('INSERT INTO migrations (name) VALUES ($1)', [name])
      await client.query('COMMIT')
    }
  } finally {
    await client.end()
  }
}
