import fs from 'node:fs'
import path from 'node:path'
import { setTimeout } from 'node:timers/promises'
import pg from 'pg'
import type { Log } from '#adapters/log/log.ts'
import { ArchiveError } from '#adapters/postgres/archive.ts'
import { backUp, restore } from '#adapters/postgres/backup.ts'
import type { Migration } from '#adapters/postgres/migrations.ts'
import { findBroken } from './check.ts'
import { noteBackup } from './last.ts'

/** Backups that prove themselves: each is restored beside the real database and checked there before it counts. */
export interface NightlyOptions {
  readonly postgres: pg.ClientConfig
  readonly folder: string
  readonly migrations: readonly Migration[]
  /** How many good ones stay. */
  readonly keep: number
}

interface Nights extends NightlyOptions {
  /** `03:00`, UTC. */
  readonly at: string
  /** The moments at which it looks whether a night has come. When they end, so does it. */
  readonly clock: AsyncIterable<Date>
  readonly onMade: (rows: number) => void
  readonly log: Log
}

const good = '.rostrum'
const unchecked = '.unchecked'
const lookEveryMs = 30_000
const dayMs = 24 * 60 * 60 * 1000

/** Goes by the clock, which may jump, and not by how long it has slept. A night missed while it did not run is made up for at once. */
export async function everyNight({ at, clock, onMade, log, ...options }: Nights): Promise<void> {
  fs.mkdirSync(options.folder, { recursive: true, mode: 0o700 })
  let done = newestBackup(options.folder)
  for await (const now of clock) {
    const night = lastNight(now, at)
    if (night > done)
      await backUpAndCheck(options, now).then(onMade, (error: unknown) =>
        log('the backup of this night went wrong', error),
      )
    done = night
  }
}

/** Now, and then twice a minute until told to stop. */
export async function* clock(stop: AbortSignal): AsyncGenerator<Date> {
  while (!stop.aborted) {
    yield new Date()
    await setTimeout(lookEveryMs, undefined, { signal: stop }).catch(() => {}) // told to stop
  }
}

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
    await noteBackup(postgres, now)
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
