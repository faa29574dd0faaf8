import pg from 'pg'
import { NEW_EPOCHS } from '#kernel/log.ts'
import { ArchiveError, readArchive, rowsAtOnce, writeArchive } from './archive.ts'
import type { Head, Part, Row, TableHead } from './archive.ts'
import { migrate } from './migrations.ts'
import type { Migration } from './migrations.ts'

/*
 * Backup and restore without PostgreSQL's own programs, which the embedded server does not bring: every row of every
 * table, read in one moment. The tables' form is not in the file; it follows from the migrations that the file names.
 */

interface Column {
  readonly name: string
  readonly type: string
}
interface Table {
  readonly name: string
  readonly columns: readonly Column[]
}

const TABLES = `
  SELECT c.relname AS name,
    json_agg(json_build_object('name', a.attname, 'type', format_type(a.atttypid, a.atttypmod)) ORDER BY a.attnum) AS columns
  FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
  WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace GROUP BY c.oid, c.relname ORDER BY c.relname`

/** Writes everything as it is at one moment, while the servers go on. Returns how many rows there were. */
export const backUp = (connection: pg.ClientConfig, file: string): Promise<number> =>
  withClient(connection, async (client) => {
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY')
    const tables = await tablesOf(client)
    if (!tables.some((it) => it.name === 'migrations'))
      throw new ArchiveError('this is no database of Rostrum')
    const { rows } = await client.query<{ name: string; now: Date }>(
      'SELECT name, now() FROM migrations ORDER BY at, name',
    )
    const at = (rows[0]?.now ?? new Date(0)).toISOString()
    return writeArchive(file, { at, migrations: rows.map((it) => it.name) }, partsOf(client, tables))
  })

async function* partsOf(client: pg.Client, tables: readonly Table[]): AsyncGenerator<Part> {
  for (const { name, columns } of tables)
    yield { table: name, columns: columns.map((it) => it.name), rows: rowsOf(client, { name, columns }) }
}

async function* rowsOf(client: pg.Client, { name, columns }: Table): AsyncGenerator<Row[]> {
  const texts = columns.map((it) => `${quoted(it.name)}::text`).join(', ')
  await client.query(`DECLARE backup NO SCROLL CURSOR FOR SELECT ${texts} FROM ${quoted(name)}`)
  for (;;) {
    const { rows } = await client.query<(string | null)[]>({
      text: `FETCH ${rowsAtOnce} FROM backup`,
      rowMode: 'array',
    })
    if (rows.length > 0) yield rows
    if (rows.length < rowsAtOnce) break
  }
  await client.query('CLOSE backup')
}

/**
 * Fills an empty database, all or nothing, and brings it to the form that the backup had; the server that starts next
 * brings it to its own. Every channel gets a new epoch: whoever heard what the backup does not have starts anew.
 */
export async function restore(
  connection: pg.ClientConfig,
  file: string,
  migrations: readonly Migration[],
): Promise<number> {
  const done = await refuseUsed(connection)
  const known = new Map(migrations.map((it) => [it.name, it]))
  return withClient(connection, async (client) => {
    let types = new Map<string, ReadonlyMap<string, string>>()
    let keys: readonly ForeignKey[] = []
    const count = await readArchive(file, {
      async head(head) {
        await migrate(connection, wanted(head, known, done))
        await client.query('BEGIN')
        const tables = await tablesOf(client)
        types = new Map(
          tables.map((it) => [it.name, new Map(it.columns.map(({ name, type }) => [name, type]))]),
        )
        keys = await loosen(client, tables)
      },
      rows: (table, rows) => insert(client, { ...table, types: types.get(table.table) }, rows),
    })
    await tighten(client, [...types.keys()], keys)
    await client.query(NEW_EPOCHS)
    await client.query('COMMIT')
    return count
  })
}

/** The migrations it has seen, if it has: without rows it may be what a restore that failed has left. */
const refuseUsed = (connection: pg.ClientConfig): Promise<string[]> =>
  withClient(connection, async (client) => {
    const tables = (await tablesOf(client)).map((it) => it.name)
    for (const name of tables.filter((it) => it !== 'migrations')) {
      const { rows } = await client.query(`SELECT 1 FROM ${quoted(name)} LIMIT 1`)
      if (rows.length > 0)
        throw new ArchiveError('the database is not empty: a backup is restored into a new one only')
    }
    if (!tables.includes('migrations')) return []
    return (await client.query<{ name: string }>('SELECT name FROM migrations')).rows.map((it) => it.name)
  })

function wanted(
  { migrations }: Head,
  known: ReadonlyMap<string, Migration>,
  done: readonly string[],
): Migration[] {
  const unknown = migrations.filter((it) => !known.has(it))
  if (unknown.length > 0)
    throw new ArchiveError(`the backup is of a newer Rostrum: ${unknown.join(', ')} is not known here`)
  const names = new Set(migrations)
  if (done.some((it) => !names.has(it)))
    throw new ArchiveError('the backup is of an older Rostrum than this database: restore it into a new one')
  return [...known.values()].filter((it) => names.has(it.name))
}

interface ForeignKey {
  readonly table: string
  readonly name: string
  readonly definition: string
}

/** Rows go in as they were: no trigger makes anything of them, and what refers to what is looked at when all are there. */
async function loosen(client: pg.Client, tables: readonly Table[]): Promise<ForeignKey[]> {
  const { rows: keys } = await client.query<ForeignKey>(
    `SELECT conrelid::regclass::text AS "table", conname AS name, pg_get_constraintdef(oid) AS definition
     FROM pg_constraint WHERE contype = 'f' AND connamespace = 'public'::regnamespace`,
  )
  for (const { table, name } of keys)
    await client.query(`ALTER TABLE ${table} DROP CONSTRAINT ${quoted(name)}`)
  for (const { name } of tables) await client.query(`ALTER TABLE ${quoted(name)} DISABLE TRIGGER USER`)
  await client.query(`TRUNCATE ${tables.map((it) => quoted(it.name)).join(', ')}`)
  return keys
}

async function tighten(
  client: pg.Client,
  tables: readonly string[],
  keys: readonly ForeignKey[],
): Promise<void> {
  for (const name of tables) await client.query(`ALTER TABLE ${quoted(name)} ENABLE TRIGGER USER`)
  for (const { table, name, definition } of keys)
    await client.query(`ALTER TABLE ${table} ADD CONSTRAINT ${quoted(name)} ${definition}`)
}

async function insert(
  client: pg.Client,
  { table, columns, types }: TableHead & { readonly types: ReadonlyMap<string, string> | undefined },
  rows: readonly Row[],
): Promise<void> {
  const strange = columns.find((it) => !types?.has(it))
  if (!types || strange !== undefined)
    throw new ArchiveError(`the backup has ${table}.${strange ?? '*'}, which its migrations do not make`)
  const names = columns.map(quoted).join(', ')
  const given = columns.map((_, i) => `$${i + 1}::text[]`).join(', ')
  const typed = columns.map((it) => `it.${quoted(it)}::${types.get(it)}`).join(', ')
  await client.query(
    `INSERT INTO ${quoted(table)} (${names}) SELECT ${typed} FROM unnest(${given}) AS it(${names})`,
    columns.map((_, i) => rows.map((row) => row[i] ?? null)),
  )
}

async function tablesOf(client: pg.Client): Promise<Table[]> {
  // A sequence's place is no row; there are none, since ids are made by the servers. Better no backup than half of one.
  const { rows: sequences } = await client.query(`SELECT 1 FROM pg_sequences WHERE schemaname = 'public'`)
  if (sequences.length > 0) throw new Error('sequences are not backed up')
  const { rows } = await client.query<{ name: string; columns: string | Column[] }>(TABLES)
  return rows.map(({ name, columns }) => ({
    name,
    columns: typeof columns === 'string' ? (JSON.parse(columns) as Column[]) : columns,
  }))
}

const quoted = (name: string): string => pg.escapeIdentifier(name)

async function withClient<T>(
  connection: pg.ClientConfig,
  task: (client: pg.Client) => Promise<T>,
): Promise<T> {
  const client = new pg.Client(connection)
  client.on('error', () => {})
  await client.connect()
  try {
    return await task(client)
  } finally {
    await client.end()
  }
}
