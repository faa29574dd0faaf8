import fs from 'node:fs'
import path from 'node:path'
import pg from 'pg'
import { ArchiveError } from '#adapters/postgres/archive.ts'
import { backUp, restore } from '#adapters/postgres/backup.ts'
import type { Migration } from '#adapters/postgres/migrations.ts'
import { findBroken } from './check.ts'

/** Backups that prove themselves: each is restored beside the real database and checked there before it counts. */
export interface NightlyOptions {
  readonly postgres: pg.ClientConfig
  readonly folder: string
  readonly migrations: readonly Migration[]
  /** How many good ones stay. */
  readonly keep: number
}

const good = '.rostrum'
const unchecked = '.unchecked'
const dayMs = 24 * 60 * 60 * 1000

/** The last time it was this hour (`03:00`, UTC), in milliseconds. */
export function lastNight(now: Date, at: string): number {
  const tonight = Date.parse(`${now.toISOString().slice(0, 10)}T${at}:00Z`)
  return tonight <= now.getTime() ? tonight : tonight - dayMs
}

/** When the newest good backup was made; 0: there is none. */
export const newestBackup = (folder: string): number =>
  Math.max(0, ...backupsIn(folder).map((it) => fs.statSync(path.join(folder, it)).mtimeMs))

const backupsIn = (folder: string): string[] =>
  fs
    .readdirSync(folder)
    .filter((it) => it.endsWith(good))
    .toSorted()

/** Makes one and says how many rows it has. It gets its name when it has been restored and found whole. */
export async function backUpAndCheck(options: NightlyOptions, now: Date): Promise<number> {
  const { postgres, folder, migrations, keep } = options
  fs.mkdirSync(folder, { recursive: true, mode: 0o700 })
  for (const it of fs.readdirSync(folder).filter((name) => name.includes(unchecked)))
    fs.rmSync(path.join(folder, it)) // of one that was killed
  const name = path.join(folder, now.toISOString().slice(0, 19).replaceAll(':', ''))
  try {
    const rows = await backUp(postgres, name + unchecked)
    await withScratch(postgres, async (scratch) => {
      await restore(scratch, name + unchecked, migrations)
      const broken = await findBroken(scratch)
      if (broken.length > 0) throw new ArchiveError(`the backup is not sound: ${broken.join(', ')}`)
    })
    fs.renameSync(name + unchecked, name + good)
    for (const it of backupsIn(folder).slice(0, -keep)) fs.rmSync(path.join(folder, it))
    return rows
  } finally {
    fs.rmSync(name + unchecked, { force: true })
  }
}

/** With an empty database beside the real one, on the same server; it is gone afterwards. */
async function withScratch(
  postgres: pg.ClientConfig,
  task: (scratch: pg.ClientConfig) => Promise<void>,
): Promise<void> {
  const admin = new pg.Client(postgres)
  admin.on('error', () => {})
  await admin.connect()
  const { host, port, user, password, ssl } = admin
  const database = `rostrum_check_of_${admin.database}`
  const drop = `DROP DATABASE IF EXISTS ${pg.escapeIdentifier(database)} WITH (FORCE)`
  try {
    await admin.query(drop) // of one that was killed
    await admin.query(`CREATE DATABASE ${pg.escapeIdentifier(database)} TEMPLATE template0`).catch(explain)
    await task({ host, port, user, password, ssl, database })
  } finally {
    await admin.query(drop).catch(() => {})
    await admin.end()
  }
}

const INSUFFICIENT_PRIVILEGE = '42501'

function explain(error: unknown): never {
  if ((error as { code?: string }).code === INSUFFICIENT_PRIVILEGE)
    throw new ArchiveError('the backup cannot be checked: the role needs CREATEDB (ALTER ROLE … CREATEDB)')
  throw error
}
