import fs from 'node:fs'
import readline from 'node:readline'
import { pipeline } from 'node:stream/promises'
import zlib from 'node:zlib'

/*
 * The form of a backup: gzip of lines of JSON. First `{"rostrum":1,"at":…,"migrations":[…]}`; for each table
 * `{"table":"people","columns":["id",…]}` followed by its rows, each an array of PostgreSQL's own text form of every
 * column (or null); last `{"rows":n}`, without which the file has been cut off.
 */

/** Which form this is; another form has another number. */
const form = 1

export interface Head {
  readonly rostrum: number
  readonly at: string
  /** The changes of form the database had seen, in their order. */
  readonly migrations: readonly string[]
}
export interface TableHead {
  readonly table: string
  readonly columns: readonly string[]
}
export type Row = readonly (string | null)[]
export interface Part extends TableHead {
  readonly rows: AsyncIterable<readonly Row[]>
}

/** Something is wrong with a file, or with where it is to go, that the person at the keyboard can put right. */
export class ArchiveError extends Error {
  override readonly name = 'ArchiveError'
}

/** Nobody else may read the file; it appears under its name only when it is whole. Returns how many rows it holds. */
export async function writeArchive(
  file: string,
  head: Omit<Head, 'rostrum'>,
  parts: AsyncIterable<Part>,
): Promise<number> {
  const draft = `${file}.part`
  let count = 0
  async function* lines(): AsyncGenerator<string> {
    yield line({ rostrum: form, ...head })
    for await (const { table, columns, rows } of parts) {
      yield line({ table, columns })
      for await (const some of rows) {
        count += some.length
        yield some.map(line).join('')
      }
    }
    yield line({ rows: count })
  }
  if (fs.existsSync(file)) throw new ArchiveError(`${file} is there already`)
  try {
    await pipeline(lines, zlib.createGzip(), fs.createWriteStream(draft, { mode: 0o600, flush: true }))
    fs.renameSync(draft, file)
  } finally {
    fs.rmSync(draft, { force: true })
  }
  return count
}

const line = (value: unknown): string => `${JSON.stringify(value)}\n`

export interface ArchiveReader {
  head(head: Head): Promise<void>
  rows(table: TableHead, rows: readonly Row[]): Promise<void>
}

/** Rows handed on at once. */
export const rowsAtOnce = 500

/** Reads a file from end to end. Throws when it is not whole: what was done with its rows must be undone then. */
export async function readArchive(file: string, reader: ArchiveReader): Promise<number> {
  let table: TableHead | undefined
  let rows: Row[] = []
  let count = 0
  let said: number | undefined
  const flush = async () => {
    if (table && rows.length > 0) await reader.rows(table, rows)
    rows = []
  }
  for await (const value of values(file)) {
    if (Array.isArray(value)) {
      count++
      if (rows.push(value as Row) >= rowsAtOnce) await flush()
      continue
    }
    await flush()
    if ('rostrum' in value) await reader.head(checked(value as unknown as Head))
    else if ('table' in value) table = value as unknown as TableHead
    else said = (value as { rows?: number }).rows
  }
  if (said !== count) throw new ArchiveError(`${file} is not whole`)
  return count
}

const checked = (head: Head): Head => {
  if (head.rostrum !== form) throw new ArchiveError(`a backup of form ${head.rostrum} cannot be read here`)
  return head
}

async function* values(file: string): AsyncGenerator<Record<string, unknown> | unknown[]> {
  const unzipped = zlib.createGunzip()
  pipeline(fs.createReadStream(file), unzipped).catch(() => {}) // whoever reads `unzipped` hears of it
  try {
    for await (const text of readline.createInterface({ input: unzipped, crlfDelay: Infinity }))
      yield JSON.parse(text) as Record<string, unknown> | unknown[]
  } catch (error) {
    const code = String((error as { code?: string }).code)
    const isUnreadable = error instanceof SyntaxError || code.startsWith('Z_') || code === 'ENOENT'
    throw isUnreadable ? new ArchiveError(`${file} is no backup, or not whole`) : error
  }
}
